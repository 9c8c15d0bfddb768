import { RateLimits } from '../../kit/traffic/rate-limits.js';

/** Ten of a kind within ten minutes: codes of the app, consents of a user, access tokens of a refresh token. */
const TEN_IN_TEN_MINUTES = { max: 10, window_ms: 600_000 };

/** Counts what the accounts server hands out. */
export class OAuthThrottle {
  private readonly windows = new RateLimits();

  /** Counts one; true when it is one too many, which is then not counted. */
  isOver(kind: 'code' | 'consent' | 'access', of: string, now: number): boolean {
    return this.windows.take(`${kind}:${of}`, TEN_IN_TEN_MINUTES, now).isOver;
  }

  clear(): void {
    this.windows.clear();
  }
}
