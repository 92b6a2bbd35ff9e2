import type { Connection } from '../../../../lib/contacts/connection.ts';
import { splitSecrets } from '../../../../lib/crm/credentials/splitSecrets.ts';
import type { Auth } from '../../../../schemas/crmAuth.ts';
import type { CrmConnectionInput } from '../../../../schemas/crmConnection.ts';

const url = 'https://mcp.example.com/mcp';
const tokenUrl = 'https://auth.example.com/token';
const client = { type: 'client_credentials', clientId: 'us', tokenUrl } as const;

const connectionWith = (auth: Auth): Connection => ({
  tenantId: 't',
  revision: 'r',
  url,
  auth,
  injectTenant: false,
  lookups: [],
  result: { from: 'text', items: '$', map: { externalRef: 'id' } },
  secretName: 'name',
});

const stored = { token: 'old', value: 'old', clientSecret: 'old', refreshToken: 'old' };
const sources = { findSecret: async () => stored, findTokenUrl: async () => 'https://found.example.com/token' };
const split = (auth: CrmConnectionInput['auth'], known?: Connection, at = url) =>
  splitSecrets({ url: at, auth }, known, sources);

describe('splitSecrets', () => {
  it.each<[CrmConnectionInput['auth'], Auth, object]>([
    [{ type: 'none' }, { type: 'none' }, {}],
    [{ type: 'bearer', token: 's' }, { type: 'bearer' }, { token: 's' }],
    [{ type: 'header', name: 'X-Key', value: 's' }, { type: 'header', name: 'X-Key' }, { value: 's' }],
    [{ ...client, clientSecret: 's', scope: 'read' }, { ...client, scope: 'read' }, { clientSecret: 's' }],
    [
      { ...client, type: 'refresh_token', refreshToken: 's' },
      { ...client, type: 'refresh_token' },
      { refreshToken: 's' },
    ],
  ])('splits %j', async (input, auth, secret) => {
    expect(await split(input)).toEqual({ auth, secret });
  });

  it('discovers an omitted token URL', async () => {
    const { auth } = await split({ type: 'client_credentials', clientId: 'us', clientSecret: 's' });
    expect(auth).toMatchObject({ tokenUrl: 'https://found.example.com/token' });
  });

  it.each<[CrmConnectionInput['auth'], Auth]>([
    [{ type: 'bearer' }, { type: 'bearer' }],
    [
      { type: 'header', name: 'x-key' },
      { type: 'header', name: 'X-Key' },
    ],
    [client, client],
    [{ type: 'client_credentials', clientId: 'us' }, client],
    [{ ...client, scope: 'more' }, client],
  ])('takes the secret that %j omits from the previous connection', async (input, auth) => {
    expect(await split(input, connectionWith(auth))).toMatchObject({ secret: stored, storedAs: 'name' });
  });

  it('keeps the stored secrets that are not replaced', async () => {
    const refresh = { ...client, type: 'refresh_token' } as const;
    const { secret } = await split({ ...refresh, refreshToken: 'new' }, connectionWith(refresh));
    expect(secret).toMatchObject({ refreshToken: 'new', clientSecret: 'old' });
  });

  it('requires a secret that has disappeared from the secret store', async () => {
    const split = splitSecrets({ url, auth: { type: 'bearer' } }, connectionWith({ type: 'bearer' }), {
      ...sources,
      findSecret: async () => undefined,
    });
    await expect(split).rejects.toMatchObject({ code: 'invalid', message: 'auth/token is missing' });
  });

  it.each<[string, CrmConnectionInput['auth'], Auth, string?]>([
    ['server', { type: 'bearer' }, { type: 'bearer' }, 'https://evil.example.com/mcp'],
    ['path of it', { type: 'bearer' }, { type: 'bearer' }, `${url}/other`],
    ['header', { type: 'header', name: 'X-Other' }, { type: 'header', name: 'X-Key' }],
    ['client', { ...client, clientId: 'them' }, client],
    ['token URL', { ...client, tokenUrl: 'https://evil.example.com/token' }, client],
    ['kind of credential', { ...client, type: 'refresh_token' }, client],
  ])('requires the secret again for another %s', async (_, input, auth, at = url) => {
    await expect(split(input, connectionWith(auth), at)).rejects.toMatchObject({ code: 'invalid' });
  });
});
