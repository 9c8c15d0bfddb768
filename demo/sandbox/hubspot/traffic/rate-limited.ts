import { Refusal } from '../refusal.js';

/** The vendor's 429 for a bucket; it promises no `Retry-After`. */
export function rateLimited(bucket: 'account' | 'search' | 'daily'): Refusal {
  const policies = {
    account: ['TEN_SECONDLY_ROLLING', 'You have reached your ten_secondly_rolling limit.'],
    search: ['SECONDLY', 'You have reached your secondly limit.'],
    daily: ['DAILY', 'You have reached your daily limit.'],
  } as const;
  const [policyName, message] = policies[bucket];
  return new Refusal(429, message, {
    errorType: 'RATE_LIMIT',
    category: 'RATE_LIMITS',
    policyName,
    groupName: bucket === 'search' ? 'publicapi:crm:search' : 'publicapi:api:app',
  });
}
