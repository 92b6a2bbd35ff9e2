import { crmFetch } from '../../../../lib/crm/crmFetch.ts';
import { discoverTokenUrl } from '../../../../lib/crm/mcp/discoverTokenUrl.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { type AuthServer, startAuthServer } from '../servers/authServer.ts';
import { startFaultyServer, withStatus } from '../servers/faultyServer.ts';

let server: AuthServer;
beforeEach(async () => {
  server = await startAuthServer();
});
afterEach(() => server.close());

const fetch = crmFetch({ allowLoopback: true });

describe('discoverTokenUrl', () => {
  it('returns the URL in the metadata of the authorization server', async () => {
    expect(await discoverTokenUrl(server.url, fetch)).toBe(server.tokenUrl);
  });

  it('fails if the server publishes no metadata', async () => {
    const silent = await startFaultyServer();
    silent.fate = withStatus(404);
    expect((await crmFailure(discoverTokenUrl(silent.url, fetch))).reason).toBe('unreadable');
    await silent.close();
  });

  it('refuses a URL that is not https', async () => {
    Object.assign(server, { tokenUrl: 'http://auth.example.com/token' });
    expect((await crmFailure(discoverTokenUrl(server.url, fetch))).reason).toBe('address_refused');
  });

  it('refuses a URL of more than 2048 characters', async () => {
    Object.assign(server, { tokenUrl: `https://auth.example.com/${'x'.repeat(2048)}` });
    expect((await crmFailure(discoverTokenUrl(server.url, fetch))).reason).toBe('too_large');
  });

  it('sends no request to an address that is not allowed', async () => {
    const guarded = crmFetch({ allowLoopback: false });
    expect((await crmFailure(discoverTokenUrl(server.url, guarded))).reason).toBe('address_refused');
  });
});
