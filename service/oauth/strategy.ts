import type { Request } from 'express';
import OAuth2Strategy from 'passport-oauth2';
import type { OAuth2Auth, TokenSet } from '../connectors/connector.js';
import type { ProviderAccess } from './provider-access.js';
import { introspectTokens, requestTokens } from './request-tokens.js';

/** Keeps state and PKCE verifier of one flow; answered by the flow the request belongs to. */
export interface FlowState {
  /** Remembers a new state with its verifier; answers the state. */
  save(verifier: string | null): Promise<string>;
  /** The verifier of a state that was checked and taken; null without PKCE. */
  verifier(): Promise<string | null>;
}

type StoreDone = (error: Error | null, state?: string) => void;
type VerifyDone = (error: Error | null, ok: string | boolean, state?: unknown) => void;
type TokenDone = (error: unknown, access?: string, refresh?: string | null, results?: TokenSet) => void;

/**
 * The one Passport strategy: a connector's `auth` says where and what, a flow keeps the state.
 * The token request is ours, so that first exchange and refresh share time-outs and redaction.
 */
export class ConnectorStrategy extends OAuth2Strategy {
  readonly #auth: OAuth2Auth;

  constructor(auth: OAuth2Auth, access: ProviderAccess, flow: FlowState) {
    super(
      {
        authorizationURL: auth.authorizeUrl(access.hosts),
        tokenURL: auth.tokenUrl(access.hosts),
        clientID: access.clientId,
        clientSecret: access.clientSecret,
        callbackURL: access.redirectUri,
        scope: auth.scopes,
        scopeSeparator: auth.scopeSeparator ?? ' ',
        ...(auth.pkce ? { pkce: 'S256' } : {}),
        skipUserProfile: true,
        store: flowStore(flow),
      } as unknown as OAuth2Strategy.StrategyOptions,
      (
        _access: string,
        _refresh: string,
        results: TokenSet,
        _profile: unknown,
        done: OAuth2Strategy.VerifyCallback,
      ) => done(null, results as unknown as Express.User),
    );
    this.#auth = auth;
    this._oauth2.getOAuthAccessToken = ((code: string, params: Record<string, string>, done: TokenDone) => {
      requestTokens(auth, access, { ...params, code })
        .then((tokens) => introspectTokens(auth, access, tokens))
        .then(
          (tokens) => done(null, tokens.accessToken, tokens.refreshToken, tokens),
          (error: unknown) => done(error),
        );
    }) as unknown as typeof this._oauth2.getOAuthAccessToken;
  }

  override authorizationParams(): object {
    const optional = this.#auth.optionalScopes;
    return {
      ...this.#auth.authorizeParams,
      ...(optional.length > 0 ? { optional_scope: optional.join(' ') } : {}),
    };
  }

  /** Passport wraps errors it does not know; ours say more. */
  _createOAuthError(_message: string, error: unknown): unknown {
    return error;
  }
}

/** Passport looks at the number of parameters to tell the PKCE form of a state store. */
function flowStore(flow: FlowState): object {
  return {
    store(
      _req: Request,
      verifier: string | undefined,
      _state: unknown,
      _meta: unknown,
      done: StoreDone,
    ): void {
      flow.save(verifier ?? null).then((state) => done(null, state), done);
    },
    verify(_req: Request, _state: string, done: VerifyDone): void {
      flow.verifier().then(
        (verifier) => done(null, verifier ?? true),
        (error: Error) => done(error, false),
      );
    },
  };
}
