import { Refusal } from '../refusal.js';

/** 429: no `Retry-After`, no reset header, one code whichever limit was met. */
export function tooMany(kind: 'credits' | 'concurrency'): Refusal {
  const messages = {
    credits: 'You have exceeded the maximum number of API credits within 24 hours',
    concurrency: 'You have reached the maximum number of simultaneous API calls',
  };
  return new Refusal(429, 'TOO_MANY_REQUESTS', messages[kind]);
}
