import { randomBytes } from 'node:crypto';

/** An authorisation code and what it is bound to. */
export interface Code {
  code: string;
  clientId: string;
  redirectUri: string;
  portalId: number;
  userId: number;
  scopes: string[];
  challenge: string | null;
  challengeMethod: 'S256' | 'plain';
  expiresAt: number;
  isUsed: boolean;
}

/** An install of the app in one account, for as long as its refresh token lives. */
export interface Grant {
  refreshToken: string;
  portalId: number;
  userId: number;
  scopes: string[];
  createdAt: number;
}

/** An issued access token. */
export interface AccessToken {
  token: string;
  portalId: number;
  userId: number;
  scopes: string[];
  expiresAt: number;
}

/** Codes, installs and tokens. Revoking a refresh token does not end access tokens that are already out. */
export class Grants {
  readonly codes = new Map<string, Code>();
  readonly byRefreshToken = new Map<string, Grant>();
  readonly accessTokens = new Map<string, AccessToken>();

  addCode(code: Omit<Code, 'code' | 'isUsed'>): Code {
    const added: Code = { ...code, code: `na1-${randomBytes(18).toString('hex')}`, isUsed: false };
    this.codes.set(added.code, added);
    return added;
  }

  addGrant(portalId: number, userId: number, scopes: string[], now: number): Grant {
    const refreshToken = `na1-${randomBytes(16).toString('hex')}`;
    const grant: Grant = { refreshToken, portalId, userId, scopes, createdAt: now };
    this.byRefreshToken.set(refreshToken, grant);
    return grant;
  }

  /** Whether an account has the app installed. */
  isInstalled(portalId: number): boolean {
    for (const grant of this.byRefreshToken.values()) if (grant.portalId === portalId) return true;
    return false;
  }

  /** A new access token; long, as the vendor's may be. */
  issue(grant: Grant, now: number, ttlS: number): AccessToken {
    this.dropExpired(now);
    const token = `CN${randomBytes(150).toString('base64url')}`;
    const { portalId, userId, scopes } = grant;
    const issued: AccessToken = { token, portalId, userId, scopes, expiresAt: now + ttlS * 1000 };
    this.accessTokens.set(token, issued);
    return issued;
  }

  /** Ends every access and refresh token of an account, or of all accounts. */
  uninstall(portalId: number | null): void {
    for (const [key, grant] of this.byRefreshToken)
      if (portalId === null || grant.portalId === portalId) this.byRefreshToken.delete(key);
    for (const [key, token] of this.accessTokens)
      if (portalId === null || token.portalId === portalId) this.accessTokens.delete(key);
  }

  /** Lets every access token be expired from now on, leaving refresh tokens alone. */
  expireAccessTokens(portalId: number | null, now: number): void {
    for (const token of this.accessTokens.values())
      if (portalId === null || token.portalId === portalId)
        token.expiresAt = Math.min(token.expiresAt, now - 1);
  }

  clear(): void {
    this.codes.clear();
    this.uninstall(null);
  }

  // Kept for a day after expiry, so that an old token is told apart from an unknown one.
  private dropExpired(now: number): void {
    for (const [key, token] of this.accessTokens)
      if (token.expiresAt < now - 86_400_000) this.accessTokens.delete(key);
  }
}
