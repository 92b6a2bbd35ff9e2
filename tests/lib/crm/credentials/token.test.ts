import { requestToken } from '../../../../lib/crm/credentials/token.ts';
import { crmFetch } from '../../../../lib/crm/crmFetch.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { type AuthServer, client, startAuthServer, tokenForms } from '../servers/authServer.ts';

let server: AuthServer;
beforeEach(async () => {
  server = await startAuthServer();
});
afterEach(() => server.close());

const fetch = crmFetch({ allowLoopback: true });
const request = (grant: Record<string, string>, clientSecret: string | undefined = client.secret) =>
  requestToken({ tokenUrl: server.tokenUrl, clientId: client.id, clientSecret }, grant, fetch);
const clientCredentials = { grant_type: 'client_credentials' };
const refreshToken = (token: string) => ({ grant_type: 'refresh_token', refresh_token: token });

describe('requestToken', () => {
  it('returns the access token, its lifetime and a rotated refresh token', async () => {
    server.rotates = true;
    const token = await request(refreshToken('first'));
    expect(token).toEqual({ accessToken: server.given[0], expiresIn: 3600, refreshToken: server.refreshToken });
  });

  it('returns no refresh token if the server sends none', async () => {
    expect(await request(clientCredentials)).toEqual({ accessToken: server.given[0], expiresIn: 3600 });
  });

  it.each([
    [undefined, Number.POSITIVE_INFINITY],
    ['soon', Number.POSITIVE_INFINITY],
    [0, Number.POSITIVE_INFINITY],
    ['60', 60],
  ])('reads the expires_in %s as %s seconds', async (expiresIn, seconds) => {
    server.expiresIn = expiresIn;
    expect(await request(clientCredentials)).toMatchObject({ expiresIn: seconds });
  });

  it('sends the client in the header, and in the body if the server rejects that', async () => {
    await request(clientCredentials);
    server.accepts = 'body';
    await request(clientCredentials);
    const inBody = { ...clientCredentials, client_id: client.id, client_secret: client.secret };
    expect(tokenForms(server.requests)).toEqual([clientCredentials, clientCredentials, inBody]);
    const isBasic = server.requests.map(({ headers }) => headers.authorization?.startsWith('Basic '));
    expect(isBasic).toEqual([true, true, undefined]);
  });

  it('tells a rejected client from a rejected grant', async () => {
    expect(await request(clientCredentials, 'wrong')).toEqual({ rejected: 'client' });
    expect(await request(refreshToken('wrong'))).toEqual({ rejected: 'grant' });
  });

  it.each([
    [400, { status: 'BAD_CLIENT_ID' }, 'http_error', 'The authorization server responded with status 400.'],
    [403, {}, 'http_error', 'The authorization server responded with status 403.'],
    [500, {}, 'http_error', 'The authorization server responded with status 500.'],
    [200, {}, 'unreadable', "The authorization server's response has no access token."],
    [429, {}, 'rate_limited', 'The authorization server asked for fewer requests (status 429).'],
  ])('fails with status %d and the body %j: %s', async (status, body, reason, message) => {
    server.instead = { status, body };
    expect(await crmFailure(request(clientCredentials))).toMatchObject({ reason, message });
  });
});
