import { randomBytes } from 'node:crypto';

/** An authorisation code and what it is bound to. */
export interface Code {
  code: string;
  redirectUri: string;
  orgId: string;
  userId: string;
  /** Data centre whose accounts server takes it. */
  dc: string;
  scopes: string[];
  /** Whether the exchange brings a refresh token. */
  isOffline: boolean;
  expiresAt: number;
  isUsed: boolean;
}

/** A consent of one user, for as long as its refresh token lives. */
export interface Grant {
  refreshToken: string;
  orgId: string;
  userId: string;
  dc: string;
  scopes: string[];
  createdAt: number;
}

/** An issued access token. */
export interface AccessToken {
  token: string;
  /** Refresh token it came from; null for an online one. */
  refreshToken: string | null;
  orgId: string;
  userId: string;
  dc: string;
  scopes: string[];
  expiresAt: number;
}

type Holder = Pick<Grant, 'orgId' | 'userId' | 'dc' | 'scopes'>;

/** Refresh tokens one user may have; the next one ends the oldest. */
const REFRESH_TOKENS_PER_USER = 20;
/** Access tokens alive at once from one refresh token; the next one ends the oldest. */
const ACCESS_TOKENS_ALIVE = 15;

function newToken(): string {
  return `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;
}

/** Codes, consents and tokens. A refresh token that ends takes its access tokens with it. */
export class Grants {
  readonly codes = new Map<string, Code>();
  readonly byRefreshToken = new Map<string, Grant>();
  readonly accessTokens = new Map<string, AccessToken>();

  addCode(code: Omit<Code, 'code' | 'isUsed'>): Code {
    const added: Code = { ...code, code: newToken(), isUsed: false };
    this.codes.set(added.code, added);
    return added;
  }

  /** Whether a user has let the app in and not taken it back. */
  hasConsent(userId: string): boolean {
    for (const grant of this.byRefreshToken.values()) if (grant.userId === userId) return true;
    return false;
  }

  addGrant({ orgId, userId, dc, scopes }: Holder, now: number): Grant {
    const own = [...this.byRefreshToken.values()].filter((each) => each.userId === userId);
    for (const oldest of own.slice(0, Math.max(0, own.length - REFRESH_TOKENS_PER_USER + 1)))
      this.revoke(oldest.refreshToken);
    const grant: Grant = { refreshToken: newToken(), orgId, userId, dc, scopes, createdAt: now };
    this.byRefreshToken.set(grant.refreshToken, grant);
    return grant;
  }

  issue(holder: Holder, refreshToken: string | null, expiresAt: number, now: number): AccessToken {
    this.dropExpired(now);
    if (refreshToken !== null) this.makeRoom(refreshToken, now);
    const { orgId, userId, dc, scopes } = holder;
    const issued: AccessToken = { token: newToken(), refreshToken, orgId, userId, dc, scopes, expiresAt };
    this.accessTokens.set(issued.token, issued);
    return issued;
  }

  /** Ends a refresh token with its access tokens, or one access token. False when there is no such token. */
  revoke(token: string): boolean {
    if (this.accessTokens.delete(token)) return true;
    if (!this.byRefreshToken.delete(token)) return false;
    for (const [key, access] of this.accessTokens)
      if (access.refreshToken === token) this.accessTokens.delete(key);
    return true;
  }

  /** Ends everything an account granted, or all accounts. */
  revokeAll(orgId: string | null): void {
    for (const [key, grant] of this.byRefreshToken)
      if (orgId === null || grant.orgId === orgId) this.byRefreshToken.delete(key);
    for (const [key, token] of this.accessTokens)
      if (orgId === null || token.orgId === orgId) this.accessTokens.delete(key);
  }

  /** Lets every access token be expired from now on, leaving refresh tokens alone. */
  expireAccessTokens(orgId: string | null, now: number): void {
    for (const token of this.accessTokens.values())
      if (orgId === null || token.orgId === orgId) token.expiresAt = Math.min(token.expiresAt, now - 1);
  }

  private makeRoom(refreshToken: string, now: number): void {
    const alive = [...this.accessTokens.values()].filter(
      (each) => each.refreshToken === refreshToken && each.expiresAt > now,
    );
    for (const oldest of alive.slice(0, Math.max(0, alive.length - ACCESS_TOKENS_ALIVE + 1)))
      this.accessTokens.delete(oldest.token);
  }

  private dropExpired(now: number): void {
    for (const [key, token] of this.accessTokens) if (token.expiresAt <= now) this.accessTokens.delete(key);
    for (const [key, code] of this.codes) if (code.expiresAt < now - 86_400_000) this.codes.delete(key);
  }
}
