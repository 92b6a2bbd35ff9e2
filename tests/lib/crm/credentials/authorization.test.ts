import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { CrmFailure } from '../../../../lib/crm/CrmFailure.ts';
import { authorizationOf, discoverTokenUrl } from '../../../../lib/crm/credentials/authorization.ts';
import { outboundFetch } from '../../../../lib/outbound/outboundFetch.ts';
import type { Auth, CrmSecret } from '../../../../schemas/crmAuth.ts';
import { failing } from '../failing.ts';
import { type AuthServer, askedForms, client, startAuthServer } from '../servers/authServer.ts';
import { type FaultyServer, startFaultyServer, withStatus } from '../servers/faultyServer.ts';

let server: AuthServer;
beforeEach(async () => {
  server = await startAuthServer();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

const fetch = outboundFetch({ allowLoopback: true });
const clientCredentials = (): Auth => ({
  type: 'client_credentials',
  clientId: client.id,
  tokenUrl: server.tokenUrl,
  scope: 'crm',
});
const refreshToken = (): Auth => ({ type: 'refresh_token', clientId: client.id, tokenUrl: server.tokenUrl });
const secret: CrmSecret = { clientSecret: client.secret, refreshToken: 'first' };
const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
const inSeconds = (seconds: number) => {
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + seconds * 1000);
};

describe('credentials that are fixed', () => {
  it.each<[Auth, CrmSecret, Record<string, string>]>([
    [{ type: 'none' }, {}, {}],
    [{ type: 'bearer' }, { token: 'abc' }, bearer('abc')],
    [{ type: 'header', name: 'X-API-Key' }, { value: 'abc' }, { 'X-API-Key': 'abc' }],
  ])('are the same for every request, and cannot be renewed: %j', async (auth, itsSecret, expected) => {
    const authorization = authorizationOf(auth, itsSecret, { fetch });
    expect(await authorization.headers()).toEqual(expected);
    expect(await authorization.renew(expected)).toBe(false);
  });
});

describe('a token', () => {
  it('is had with the client in a header, and used until 30 seconds before its end', async () => {
    const authorization = authorizationOf(clientCredentials(), secret, { fetch });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    inSeconds(3569);
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    inSeconds(2);
    expect(await authorization.headers()).toEqual(bearer(server.given[1]));
    expect(askedForms(server.requests)).toEqual(Array(2).fill({ grant_type: 'client_credentials', scope: 'crm' }));
  });

  it('is had with the client in the body, where the header is not known', async () => {
    server.accepts = 'body';
    const authorization = authorizationOf(clientCredentials(), secret, { fetch });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.headers.authorization).toBeUndefined();
  });

  it('is asked for once by all that need it at once', async () => {
    const authorization = authorizationOf(clientCredentials(), secret, { fetch });
    await Promise.all(Array.from({ length: 10 }, () => authorization.headers()));
    expect(server.given).toHaveLength(1);
  });

  it('that was refused is renewed once by all whose it was', async () => {
    const authorization = authorizationOf(clientCredentials(), secret, { fetch });
    const refused = await authorization.headers();
    const renewed = await Promise.all(
      Array.from({ length: 10 }, async () => {
        expect(await authorization.renew(refused)).toBe(true);
        return authorization.headers();
      }),
    );
    expect(renewed).toEqual(Array(10).fill(bearer(server.given[1])));
    await authorization.renew(refused);
    expect(await authorization.headers()).toEqual(bearer(server.given[1]));
    expect(server.given).toHaveLength(2);
  });

  it.each([undefined, 'soon', 0])('that is said to last %s lasts until it is refused', async (expiresIn) => {
    server.expiresIn = expiresIn;
    const authorization = authorizationOf(clientCredentials(), secret, { fetch });
    await authorization.headers();
    inSeconds(86_400);
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
  });

  it.each([
    ['refuses the client', 401, { error: 'invalid_client' }, 'auth_failed'],
    ['refuses the scope', 400, { error: 'invalid_scope' }, 'auth_failed'],
    ['refuses in its own words', 400, { status: 'BAD_CLIENT_ID' }, 'http_error'],
    ['stands behind a firewall that refuses', 403, {}, 'http_error'],
    ['refuses with 200', 200, { error: 'invalid_client' }, 'auth_failed'],
    ['gives none', 200, {}, 'unreadable'],
    ['is overrun', 429, {}, 'rate_limited'],
    ['is down for no known time', 503, {}, 'http_error'],
    ['is not there', 404, {}, 'http_error'],
    ['is broken', 500, {}, 'http_error'],
  ])('is not had where the server %s, and may be had later', async (_, status, body, reason) => {
    const authorization = authorizationOf(clientCredentials(), secret, { fetch });
    server.instead = { status, body };
    const failure = await failing(authorization.headers());
    expect(failure.reason).toBe(reason);
    expect(JSON.stringify([failure.message, failure.cause])).not.toContain(client.secret);
    server.instead = undefined;
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
  });

  it.each([
    429, 503,
  ])('is not had while the server asks with %d for fewer requests, and says until when', async (status) => {
    const authorization = authorizationOf(clientCredentials(), secret, { fetch });
    server.instead = { status, body: {}, headers: { 'retry-after': '120' } };
    expect(await failing(authorization.headers())).toMatchObject({ reason: 'rate_limited', waitMilliseconds: 120_000 });
  });

  it('is not asked for at an address that is refused, or where nobody is', async () => {
    const guarded = outboundFetch({ allowLoopback: false });
    const refused = authorizationOf(clientCredentials(), secret, { fetch: guarded });
    expect((await failing(refused.headers())).reason).toBe('address_refused');
    const nowhere = authorizationOf({ ...clientCredentials(), tokenUrl: 'http://127.0.0.1:1/' } as Auth, secret, {
      fetch,
    });
    expect((await failing(nowhere.headers())).reason).toBe('unreachable');
  });

  it('is not asked for without a secret', () => {
    expect(() => authorizationOf(clientCredentials(), {}, { fetch })).toThrow(CrmFailure);
  });
});

describe('a refresh token', () => {
  it('is kept when it is rotated, and the new one used for the next token', async () => {
    server.rotates = true;
    const kept: CrmSecret[] = [];
    const keep = async (changed: CrmSecret) => void kept.push(changed);
    const authorization = authorizationOf(refreshToken(), secret, { fetch, keep });
    await authorization.renew(await authorization.headers());
    expect(kept).toEqual([{ ...secret, refreshToken: server.refreshToken }]);
    expect(await authorization.headers()).toEqual(bearer(server.given[1]));
    expect(kept).toHaveLength(2);
  });

  it('is not kept anew if it stays as it is', async () => {
    const keep = jest.fn(async () => {});
    const authorization = authorizationOf(refreshToken(), secret, { fetch, keep });
    await authorization.headers();
    expect(keep).not.toHaveBeenCalled();
  });

  it('that could not be kept is not lost: the token is good, and the next renewal keeps it', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    server.rotates = true;
    const kept: CrmSecret[] = [];
    let isBroken = true;
    const keep = async (changed: CrmSecret) => {
      if (isBroken) throw new Error(`no place for ${changed.refreshToken}`);
      kept.push(changed);
    };
    const reread = async () => kept.at(-1) ?? secret;
    const authorization = authorizationOf(refreshToken(), secret, { fetch, keep, reread });
    const headers = await authorization.headers();
    expect(headers).toEqual(bearer(server.given[0]));
    expect(log).toHaveBeenCalledTimes(1);
    expect(String(log.mock.calls)).not.toContain(server.refreshToken);
    isBroken = false;
    const { refreshToken: rotated } = server;
    await authorization.renew(headers);
    expect(await authorization.headers()).toEqual(bearer(server.given[1]));
    expect(kept.map((each) => each.refreshToken)).toEqual([rotated, server.refreshToken]);
  });

  it('that can never be kept is used all the same, in place of the one that is kept', async () => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
    server.rotates = true;
    const keep = async () => Promise.reject(new Error('no place'));
    const authorization = authorizationOf(refreshToken(), secret, { fetch, keep, reread: async () => secret });
    for (let i = 0; i < 3; i++) {
      const headers = await authorization.headers();
      expect(headers).toEqual(bearer(server.given[i]));
      await authorization.renew(headers);
    }
  });

  it('that another process has rotated is read again before it is used', async () => {
    server.refreshToken = 'second';
    const authorization = authorizationOf(refreshToken(), secret, {
      fetch,
      reread: async () => ({ ...secret, refreshToken: 'second' }),
    });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    expect(askedForms(server.requests).map((form) => form.refresh_token)).toEqual(['second']);
  });

  it('that another process rotates meanwhile is read again, and asked with once more', async () => {
    const kept = ['first', 'second', 'third'];
    server.refreshToken = 'second';
    const authorization = authorizationOf(refreshToken(), secret, {
      fetch,
      reread: async () => ({ ...secret, refreshToken: kept.shift() ?? '' }),
    });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
  });

  it.each([
    ['with nothing else to read', undefined],
    ['with the same to read', async () => secret],
  ])('that is refused fails, %s', async (_, reread) => {
    server.refreshToken = 'second';
    const authorization = authorizationOf(refreshToken(), secret, { fetch, ...(reread && { reread }) });
    expect((await failing(authorization.headers())).reason).toBe('auth_failed');
    expect(askedForms(server.requests)).toHaveLength(1);
  });

  it('that is refused again and again is not tried for ever', async () => {
    let reads = 0;
    const reread = async () => ({ ...secret, refreshToken: `wrong ${++reads}` });
    const authorization = authorizationOf(refreshToken(), secret, { fetch, reread });
    expect((await failing(authorization.headers())).reason).toBe('auth_failed');
    expect(askedForms(server.requests)).toHaveLength(5);
  });

  it('that five processes use at once and rotate leaves none of them without a token', async () => {
    server.rotates = true;
    let kept = secret;
    const process = () =>
      authorizationOf(refreshToken(), kept, {
        fetch,
        keep: async (changed) => {
          await sleep(30);
          kept = changed;
        },
        reread: async () => {
          await sleep(5);
          return kept;
        },
      });
    const tokens = await Promise.all(Array.from({ length: 5 }, () => process().headers()));
    expect(new Set(tokens.map(({ authorization }) => authorization)).size).toBe(5);
  });

  it('of a client without a secret is shown with its id', async () => {
    const authorization = authorizationOf(refreshToken(), { refreshToken: 'first' }, { fetch });
    expect((await failing(authorization.headers())).reason).toBe('auth_failed');
    expect(askedForms(server.requests)).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'first', client_id: client.id },
    ]);
  });
});

describe('the URL of tokens', () => {
  it('is what the server names', async () => {
    expect(await discoverTokenUrl(server.url, fetch)).toBe(server.tokenUrl);
  });

  it('is not known where the server names none', async () => {
    const silent: FaultyServer = await startFaultyServer();
    silent.fate = withStatus(404);
    expect((await failing(discoverTokenUrl(silent.url, fetch))).reason).toBe('unreadable');
    await silent.close();
  });

  it('is refused if it is not safe', async () => {
    Object.assign(server, { tokenUrl: 'http://auth.example.com/token' });
    expect((await failing(discoverTokenUrl(server.url, fetch))).reason).toBe('address_refused');
  });

  it('is not asked for at an address that is refused', async () => {
    const guarded = outboundFetch({ allowLoopback: false });
    expect((await failing(discoverTokenUrl(server.url, guarded))).reason).toBe('address_refused');
  });
});
