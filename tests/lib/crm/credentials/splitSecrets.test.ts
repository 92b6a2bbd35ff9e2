import type { Connection } from '../../../../lib/contacts/connection.ts';
import { separate } from '../../../../lib/crm/credentials/splitSecrets.ts';
import type { Auth } from '../../../../schemas/crmAuth.ts';
import type { CrmConnectionInput } from '../../../../schemas/crmConnection.ts';

const url = 'https://mcp.example.com/mcp';
const tokenUrl = 'https://auth.example.com/token';
const client = { type: 'client_credentials', clientId: 'us', tokenUrl } as const;

const standing = (auth: Auth): Connection => ({
  tenantId: 't',
  revision: 'r',
  url,
  auth,
  injectTenant: false,
  lookups: [],
  result: { from: 'text', items: '$', map: { externalRef: 'id' } },
  secretName: 'kept',
});

const kept = { token: 'kept', value: 'kept', clientSecret: 'kept', refreshToken: 'kept' };
const sources = { getSecret: async () => kept, findTokenUrl: async () => 'https://found.example.com/token' };
const separated = (auth: CrmConnectionInput['auth'], known?: Connection, at = url) =>
  separate({ url: at, auth }, known, sources);

describe('what is secret of a connection', () => {
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
  ])('of %j is separated', async (input, auth, secret) => {
    expect(await separated(input)).toEqual({ auth, secret });
  });

  it('is looked for where the server says, if the token URL is left out', async () => {
    const { auth } = await separated({ type: 'client_credentials', clientId: 'us', clientSecret: 's' });
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
  ])('and left out of %j is the one there was', async (input, auth) => {
    expect(await separated(input, standing(auth))).toMatchObject({ secret: kept, keptIn: 'kept' });
  });

  it('keeps what is kept of it where one part is new', async () => {
    const refresh = { ...client, type: 'refresh_token' } as const;
    const { secret } = await separated({ ...refresh, refreshToken: 'new' }, standing(refresh));
    expect(secret).toMatchObject({ refreshToken: 'new', clientSecret: 'kept' });
  });

  it.each<[string, CrmConnectionInput['auth'], Auth, string?]>([
    ['server', { type: 'bearer' }, { type: 'bearer' }, 'https://evil.example.com/mcp'],
    ['path of it', { type: 'bearer' }, { type: 'bearer' }, `${url}/other`],
    ['header', { type: 'header', name: 'X-Other' }, { type: 'header', name: 'X-Key' }],
    ['client', { ...client, clientId: 'them' }, client],
    ['token URL', { ...client, tokenUrl: 'https://evil.example.com/token' }, client],
    ['kind of credential', { ...client, type: 'refresh_token' }, client],
  ])('is wanted anew for another %s', async (_, input, auth, at = url) => {
    await expect(separated(input, standing(auth), at)).rejects.toMatchObject({ code: 'invalid' });
  });
});
