import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { CrmFailure } from '../../../../lib/crm/CrmFailure.ts';
import { createAuthorization } from '../../../../lib/crm/credentials/authorization.ts';
import { crmFetch } from '../../../../lib/crm/crmFetch.ts';
import type { Auth, CrmSecret } from '../../../../schemas/crmAuth.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { type AuthServer, client, startAuthServer, tokenForms } from '../servers/authServer.ts';

let server: AuthServer;
beforeEach(async () => {
  server = await startAuthServer();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

const fetch = crmFetch({ allowLoopback: true });
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

describe('fixed credentials', () => {
  it.each<[Auth, CrmSecret, Record<string, string>]>([
    [{ type: 'none' }, {}, {}],
    [{ type: 'bearer' }, { token: 'abc' }, bearer('abc')],
    [{ type: 'header', name: 'X-API-Key' }, { value: 'abc' }, { 'X-API-Key': 'abc' }],
  ])('are sent with every request and cannot be renewed: %j', async (auth, fixedSecret, expected) => {
    const authorization = createAuthorization(auth, fixedSecret, { fetch });
    expect(await authorization.headers()).toEqual(expected);
    expect(await authorization.renew(expected)).toBe(false);
  });
});

describe('an access token', () => {
  it('is requested when first needed, and used until 30 seconds before it expires', async () => {
    const authorization = createAuthorization(clientCredentials(), secret, { fetch });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    inSeconds(3569);
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    inSeconds(2);
    expect(await authorization.headers()).toEqual(bearer(server.given[1]));
    expect(tokenForms(server.requests)).toEqual(Array(2).fill({ grant_type: 'client_credentials', scope: 'crm' }));
  });

  it('is had with the client in the body, where the header is not known', async () => {
    server.accepts = 'body';
    const authorization = createAuthorization(clientCredentials(), secret, { fetch });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.headers.authorization).toBeUndefined();
  });

  it('is requested once for concurrent requests', async () => {
    const authorization = createAuthorization(clientCredentials(), secret, { fetch });
    await Promise.all(Array.from({ length: 10 }, () => authorization.headers()));
    expect(server.given).toHaveLength(1);
  });

  it('that was rejected is renewed once for concurrent requests', async () => {
    const authorization = createAuthorization(clientCredentials(), secret, { fetch });
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

  it.each([undefined, 'soon', 0])('with the expires_in %s is used until the server rejects it', async (expiresIn) => {
    server.expiresIn = expiresIn;
    const authorization = createAuthorization(clientCredentials(), secret, { fetch });
    await authorization.headers();
    inSeconds(86_400);
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
  });

  it.each([
    ['rejects the client', 401, { error: 'invalid_client' }, 'auth_failed'],
    ['rejects the scope', 400, { error: 'invalid_scope' }, 'auth_failed'],
    ['rejects with an unknown error', 400, { status: 'BAD_CLIENT_ID' }, 'http_error'],
    ['is behind a firewall that rejects', 403, {}, 'http_error'],
    ['rejects with 200', 200, { error: 'invalid_client' }, 'auth_failed'],
    ['sends no token', 200, {}, 'unreadable'],
    ['limits requests', 429, {}, 'rate_limited'],
    ['is unavailable', 503, {}, 'http_error'],
    ['does not exist', 404, {}, 'http_error'],
    ['is broken', 500, {}, 'http_error'],
  ])('is not available while the server %s, and is requested again later', async (_, status, body, reason) => {
    const authorization = createAuthorization(clientCredentials(), secret, { fetch });
    server.instead = { status, body };
    const failure = await crmFailure(authorization.headers());
    expect(failure.reason).toBe(reason);
    expect(JSON.stringify([failure.message, failure.cause])).not.toContain(client.secret);
    server.instead = undefined;
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
  });

  it.each([429, 503])('fails with the time to wait if the server limits requests with status %d', async (status) => {
    const authorization = createAuthorization(clientCredentials(), secret, { fetch });
    server.instead = { status, body: {}, headers: { 'retry-after': '120' } };
    expect(await crmFailure(authorization.headers())).toMatchObject({
      reason: 'rate_limited',
      waitMilliseconds: 120_000,
    });
  });

  it('is not requested from an address that is not allowed, or cannot be reached', async () => {
    const guarded = crmFetch({ allowLoopback: false });
    const refused = createAuthorization(clientCredentials(), secret, { fetch: guarded });
    expect((await crmFailure(refused.headers())).reason).toBe('address_refused');
    const nowhere = createAuthorization({ ...clientCredentials(), tokenUrl: 'http://127.0.0.1:1/' } as Auth, secret, {
      fetch,
    });
    expect((await crmFailure(nowhere.headers())).reason).toBe('unreachable');
  });

  it('needs the client secret', () => {
    expect(() => createAuthorization(clientCredentials(), {}, { fetch })).toThrow(CrmFailure);
  });
});

describe('a refresh token', () => {
  it('that is rotated is saved, and used for the next access token', async () => {
    server.rotates = true;
    const saved: CrmSecret[] = [];
    const saveSecret = async (changed: CrmSecret) => void saved.push(changed);
    const authorization = createAuthorization(refreshToken(), secret, { fetch, saveSecret });
    await authorization.renew(await authorization.headers());
    expect(saved).toEqual([{ ...secret, refreshToken: server.refreshToken }]);
    expect(await authorization.headers()).toEqual(bearer(server.given[1]));
    expect(saved).toHaveLength(2);
  });

  it('that is not rotated is not saved again', async () => {
    const saveSecret = jest.fn(async () => {});
    const authorization = createAuthorization(refreshToken(), secret, { fetch, saveSecret });
    await authorization.headers();
    expect(saveSecret).not.toHaveBeenCalled();
  });

  it('that could not be saved is used all the same, and saved at the next renewal', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    server.rotates = true;
    const saved: CrmSecret[] = [];
    let isBroken = true;
    const saveSecret = async (changed: CrmSecret) => {
      if (isBroken) throw new Error(`no place for ${changed.refreshToken}`);
      saved.push(changed);
    };
    const reloadSecret = async () => saved.at(-1) ?? secret;
    const authorization = createAuthorization(refreshToken(), secret, { fetch, saveSecret, reloadSecret });
    const headers = await authorization.headers();
    expect(headers).toEqual(bearer(server.given[0]));
    expect(log).toHaveBeenCalledTimes(1);
    expect(String(log.mock.calls)).not.toContain(server.refreshToken);
    isBroken = false;
    const { refreshToken: rotated } = server;
    await authorization.renew(headers);
    expect(await authorization.headers()).toEqual(bearer(server.given[1]));
    expect(saved.map((each) => each.refreshToken)).toEqual([rotated, server.refreshToken]);
  });

  it('that can never be saved is used in place of the stored one', async () => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
    server.rotates = true;
    const saveSecret = async () => Promise.reject(new Error('no place'));
    const authorization = createAuthorization(refreshToken(), secret, {
      fetch,
      saveSecret,
      reloadSecret: async () => secret,
    });
    for (let i = 0; i < 3; i++) {
      const headers = await authorization.headers();
      expect(headers).toEqual(bearer(server.given[i]));
      await authorization.renew(headers);
    }
  });

  it('is reloaded before it is used, because another process may have rotated it', async () => {
    server.refreshToken = 'second';
    const authorization = createAuthorization(refreshToken(), secret, {
      fetch,
      reloadSecret: async () => ({ ...secret, refreshToken: 'second' }),
    });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
    expect(tokenForms(server.requests).map((form) => form.refresh_token)).toEqual(['second']);
  });

  it('that another process rotates meanwhile is reloaded and tried again', async () => {
    const saved = ['first', 'second', 'third'];
    server.refreshToken = 'second';
    const authorization = createAuthorization(refreshToken(), secret, {
      fetch,
      reloadSecret: async () => ({ ...secret, refreshToken: saved.shift() ?? '' }),
    });
    expect(await authorization.headers()).toEqual(bearer(server.given[0]));
  });

  it.each([
    ['with no stored secret', undefined],
    ['with the same token stored', async () => secret],
  ])('that is rejected fails, %s', async (_, reloadSecret) => {
    server.refreshToken = 'second';
    const authorization = createAuthorization(refreshToken(), secret, { fetch, ...(reloadSecret && { reloadSecret }) });
    expect((await crmFailure(authorization.headers())).reason).toBe('auth_failed');
    expect(tokenForms(server.requests)).toHaveLength(1);
  });

  it('is replaced at most four times for one access token', async () => {
    let reads = 0;
    const reloadSecret = async () => ({ ...secret, refreshToken: `wrong ${++reads}` });
    const authorization = createAuthorization(refreshToken(), secret, { fetch, reloadSecret });
    expect((await crmFailure(authorization.headers())).reason).toBe('auth_failed');
    expect(tokenForms(server.requests)).toHaveLength(5);
  });

  it('that five processes share and rotate gives each of them an access token', async () => {
    server.rotates = true;
    let saved = secret;
    const process = () =>
      createAuthorization(refreshToken(), saved, {
        fetch,
        saveSecret: async (changed) => {
          await sleep(30);
          saved = changed;
        },
        reloadSecret: async () => {
          await sleep(5);
          return saved;
        },
      });
    const tokens = await Promise.all(Array.from({ length: 5 }, () => process().headers()));
    expect(new Set(tokens.map(({ authorization }) => authorization)).size).toBe(5);
  });

  it('of a client without a secret is sent with the client ID', async () => {
    const authorization = createAuthorization(refreshToken(), { refreshToken: 'first' }, { fetch });
    expect((await crmFailure(authorization.headers())).reason).toBe('auth_failed');
    expect(tokenForms(server.requests)).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'first', client_id: client.id },
    ]);
  });
});
