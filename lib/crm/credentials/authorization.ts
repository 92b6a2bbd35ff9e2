import { setTimeout as sleep } from 'node:timers/promises';
import type { Auth, CrmSecret } from '../../../schemas/crmAuth.ts';
import { logger } from '../../logger.ts';
import type { Fetch } from '../../outbound/outboundFetch.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { requestToken, type TokenResponse } from './token.ts';

type HeaderFields = Readonly<Record<string, string>>;

/** Provides the credentials for the requests of one connection. */
export type Authorization = {
  /** The headers to send with a request. Throws a `CrmFailure` if no token can be obtained. */
  headers(): Promise<HeaderFields>;
  /** Discards headers that the server rejected. Returns false if there can be no other ones. */
  renew(rejected: HeaderFields): Promise<boolean>;
};

export type AuthorizationOptions = {
  readonly fetch: Fetch;
  /** Stores the secret after the server has rotated the refresh token. */
  readonly saveSecret?: (secret: CrmSecret) => Promise<void>;
  /** Reads the stored secret, which another process may have changed. */
  readonly reloadSecret?: () => Promise<CrmSecret>;
};

/** Milliseconds. Another process that has used the refresh token stores the new one within this time. */
const reloadPauses = [250, 500, 1000] as const;

/** A token is renewed this long before it expires. */
const renewalMarginMilliseconds = 30_000;

/** How many refresh tokens are tried for one access token. */
const maxRefreshTokens = 5;

/**
 * Creates the authorization for a connection. It requests a token when one is first needed, and all calls share it.
 * Throws `auth_failed` if the secret lacks what `auth.type` needs.
 */
export function createAuthorization(auth: Auth, secret: CrmSecret, options: AuthorizationOptions): Authorization {
  switch (auth.type) {
    case 'none':
      return fixedAuthorization({});
    case 'bearer':
      return fixedAuthorization(bearerHeader(required(secret.token)));
    case 'header':
      return fixedAuthorization({ [auth.name]: required(secret.value) });
    case 'client_credentials': {
      const grant = { grant_type: 'client_credentials', ...scopeOf(auth) };
      const client = { ...auth, clientSecret: required(secret.clientSecret) };
      return tokenAuthorization(async () => expectToken(await requestToken(client, grant, options.fetch)));
    }
    case 'refresh_token':
      return tokenAuthorization(refreshTokenGrant(auth, secret, options));
  }
}

const bearerHeader = (token: string): HeaderFields => ({ authorization: `Bearer ${token}` });

const fixedAuthorization = (headers: HeaderFields): Authorization => ({
  headers: async () => headers,
  renew: async () => false,
});

function tokenAuthorization(request: () => Promise<Token>): Authorization {
  let current: { readonly headers: HeaderFields; readonly usableUntil: number } | undefined;
  let pending: Promise<HeaderFields> | undefined;
  const requestHeaders = async (): Promise<HeaderFields> => {
    try {
      const { accessToken, expiresIn } = await request();
      const usableUntil = Date.now() + expiresIn * 1000 - renewalMarginMilliseconds;
      current = { headers: bearerHeader(accessToken), usableUntil };
      return current.headers;
    } finally {
      pending = undefined;
    }
  };
  return {
    async headers() {
      if (current && Date.now() < current.usableUntil) return current.headers;
      pending ??= requestHeaders();
      return pending;
    },
    async renew({ authorization }) {
      // Another call may already have renewed the token.
      if (current?.headers.authorization === authorization) current = undefined;
      return true;
    },
  };
}

type Token = Extract<TokenResponse, { accessToken: string }>;
type RefreshAuth = Extract<Auth, { type: 'refresh_token' }>;

/**
 * Returns a function that exchanges the refresh token for an access token. Several processes may share one refresh
 * token that the server rotates at each use. If it is rejected, another process has probably used it, so reload it from
 * the secret store.
 */
function refreshTokenGrant(
  auth: RefreshAuth,
  initial: CrmSecret,
  { fetch, saveSecret, reloadSecret }: AuthorizationOptions,
) {
  let secret = initial;
  let isSaved = true;
  const save = async () => {
    try {
      await saveSecret?.(secret);
      isSaved = true;
    } catch (error) {
      // The new access token still works. The next renewal saves again.
      logger.failure('rotated refresh token not saved', error, {});
    }
  };
  return async (): Promise<Token> => {
    if (!isSaved) await save();
    let pauses: number[] = [];
    for (const rejected: string[] = []; ; ) {
      // Always reload first: some servers treat a used refresh token as stolen and revoke all tokens.
      if (isSaved && reloadSecret) secret = await reloadSecret();
      const refreshToken = required(secret.refreshToken);
      if (rejected.includes(refreshToken)) {
        const pause = pauses.shift();
        if (pause === undefined) return expectToken({ rejected: 'grant' });
        await sleep(pause * (0.5 + Math.random()));
        continue;
      }
      if (rejected.length === maxRefreshTokens) return expectToken({ rejected: 'grant' });
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken, ...scopeOf(auth) };
      const response = await requestToken({ ...auth, clientSecret: secret.clientSecret }, grant, fetch);
      if ('rejected' in response && response.rejected === 'grant') {
        rejected.push(refreshToken);
        pauses = reloadSecret ? [...reloadPauses] : [];
        continue;
      }
      if ('accessToken' in response && response.refreshToken !== undefined && response.refreshToken !== refreshToken) {
        secret = { ...secret, refreshToken: response.refreshToken };
        isSaved = false;
        await save();
      }
      return expectToken(response);
    }
  };
}

function expectToken(response: TokenResponse): Token {
  if ('accessToken' in response) return response;
  const rejected = response.rejected === 'grant' ? 'the refresh token' : 'the OAuth client';
  throw new CrmFailure('auth_failed', `The authorization server rejected ${rejected}.`);
}

function required(value: string | undefined): string {
  if (value !== undefined) return value;
  throw new CrmFailure('auth_failed', "The connection's credentials are missing in the secret store.");
}

const scopeOf = ({ scope }: { readonly scope?: string }) => (scope === undefined ? {} : { scope });
