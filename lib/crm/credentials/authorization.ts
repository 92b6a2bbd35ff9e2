import { setTimeout as sleep } from 'node:timers/promises';
import type { FetchLike } from '@modelcontextprotocol/client';
import type { Auth, CrmSecret } from '../../../schemas/crmAuth.ts';
import { logger } from '../../logger.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { requestToken, type TokenAnswer } from './token.ts';

export { discoverTokenUrl } from '../mcp/discoverTokenUrl.ts';

type Credentials = Readonly<Record<string, string>>;

/** How the requests of a connection are authorised. */
export type Authorization = {
  /** The headers of a request; throws a `CrmFailure` where no token is to be had. */
  headers(): Promise<Credentials>;
  /** Forgets headers that were refused; false where there are no others. */
  renew(refused: Credentials): Promise<boolean>;
};

export type AuthorizationOptions = {
  readonly fetch: FetchLike;
  /** Keeps a secret that takes the place of the one before it. */
  readonly keep?: (secret: CrmSecret) => Promise<void>;
  /** The secret as it is kept now: another process may have had to change it. */
  readonly reread?: () => Promise<CrmSecret>;
};

/** Another process that has used a token up has soon kept the one that it got for it. */
const rereadPauses = [250, 500, 1000] as const;

/** A token is renewed so long before it expires. */
const earlyMilliseconds = 30_000;

/** So many refresh tokens are tried for one access token. */
const maxRefreshTokens = 5;

/**
 * How requests are authorised that way. Tokens are asked for when they are first needed, and shared by all calls. Throws
 * `auth_failed` where the secret lacks what that way needs.
 */
export function authorizationOf(auth: Auth, secret: CrmSecret, options: AuthorizationOptions): Authorization {
  switch (auth.type) {
    case 'none':
      return fixed({});
    case 'bearer':
      return fixed(bearer(present(secret.token)));
    case 'header':
      return fixed({ [auth.name]: present(secret.value) });
    case 'client_credentials': {
      const grant = { grant_type: 'client_credentials', ...scopeOf(auth) };
      const client = { ...auth, clientSecret: present(secret.clientSecret) };
      return renewable(async () => granted(await requestToken(client, grant, options.fetch)));
    }
    case 'refresh_token':
      return renewable(refreshing(auth, secret, options));
  }
}

const bearer = (token: string): Credentials => ({ authorization: `Bearer ${token}` });

const fixed = (credentials: Credentials): Authorization => ({
  headers: async () => credentials,
  renew: async () => false,
});

function renewable(request: () => Promise<Granted>): Authorization {
  let token: { readonly credentials: Credentials; readonly goodUntil: number } | undefined;
  let underWay: Promise<Credentials> | undefined;
  const renew = async (): Promise<Credentials> => {
    try {
      const { accessToken, expiresIn } = await request();
      token = { credentials: bearer(accessToken), goodUntil: Date.now() + expiresIn * 1000 - earlyMilliseconds };
      return token.credentials;
    } finally {
      underWay = undefined;
    }
  };
  return {
    async headers() {
      if (token && Date.now() < token.goodUntil) return token.credentials;
      underWay ??= renew();
      return underWay;
    },
    async renew({ authorization }) {
      // Another call may have renewed it meanwhile.
      if (token?.credentials.authorization === authorization) token = undefined;
      return true;
    },
  };
}

type Granted = Extract<TokenAnswer, { accessToken: string }>;
type RefreshAuth = Extract<Auth, { type: 'refresh_token' }>;

function refreshing(auth: RefreshAuth, secret: CrmSecret, { fetch, keep, reread }: AuthorizationOptions) {
  let own = secret;
  let isKept = true;
  const keepOwn = async () => {
    try {
      await keep?.(own);
      isKept = true;
    } catch (error) {
      // The token is good all the same, and the next renewal tries again.
      logger.failure('rotated refresh token not kept', error, {});
    }
  };
  return async (): Promise<Granted> => {
    if (!isKept) await keepOwn();
    let pauses: number[] = [];
    for (const refused: string[] = []; ; ) {
      // One that others have used up counts at some servers as stolen; so it is looked up first.
      if (isKept && reread) own = await reread();
      const refreshToken = present(own.refreshToken);
      if (refused.includes(refreshToken)) {
        const pause = pauses.shift();
        if (pause === undefined) return granted({ refused: 'grant' });
        await sleep(pause * (0.5 + Math.random()));
        continue;
      }
      if (refused.length === maxRefreshTokens) return granted({ refused: 'grant' });
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken, ...scopeOf(auth) };
      const answer = await requestToken({ ...auth, clientSecret: own.clientSecret }, grant, fetch);
      if ('refused' in answer && answer.refused === 'grant') {
        refused.push(refreshToken);
        pauses = reread ? [...rereadPauses] : [];
        continue;
      }
      if ('accessToken' in answer && answer.refreshToken !== undefined && answer.refreshToken !== refreshToken) {
        own = { ...own, refreshToken: answer.refreshToken };
        isKept = false;
        await keepOwn();
      }
      return granted(answer);
    }
  };
}

function granted(answer: TokenAnswer): Granted {
  if ('accessToken' in answer) return answer;
  const what = answer.refused === 'grant' ? 'the refresh token' : 'the client';
  throw new CrmFailure('auth_failed', `The authorization server refuses ${what}.`);
}

function present(value: string | undefined): string {
  if (value !== undefined) return value;
  throw new CrmFailure('auth_failed', 'The credentials of the connection are not there.');
}

const scopeOf = ({ scope }: { readonly scope?: string }) => (scope === undefined ? {} : { scope });
