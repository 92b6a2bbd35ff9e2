import type { Connection } from '../../../lib/contacts/connection.ts';
import { presets } from '../../../lib/crm/presets/presets.ts';
import { verifyConnection } from '../../../lib/crm/verifyConnection.ts';
import { createSecret, findSecret } from '../../../lib/secrets/secrets.ts';
import type { CrmConnectionInput } from '../../../schemas/crmConnection.ts';
import { allowCrms } from '../../support/crm.ts';
import { type AuthServer, client, startAuthServer } from './servers/authServer.ts';
import { type FaultyServer, onToolCalls, startFaultyServer, withResult } from './servers/faultyServer.ts';
import { anna } from './servers/findContact.ts';
import { startModernServer } from './servers/modernServer.ts';
import type { TestServer } from './servers/serve.ts';

await allowCrms();
Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
let server: TestServer;
let faulty: FaultyServer;
let authServer: AuthServer;
beforeEach(async () => {
  [server, faulty, authServer] = await Promise.all([
    startModernServer({ records: [anna] }),
    startFaultyServer(),
    startAuthServer(),
  ]);
  authServer.rotates = true;
});
afterEach(() => Promise.all([server.close(), faulty.close(), authServer.close()]));

const verify = (input: CrmConnectionInput, previous?: Connection) =>
  verifyConnection({ tenantId: 't', revision: 'r', input, previous });
const refreshToken = () =>
  ({ type: 'refresh_token', clientId: client.id, tokenUrl: authServer.tokenUrl }) as const satisfies object;
const secret = { clientSecret: client.secret, refreshToken: 'first' };

describe('verifyConnection', () => {
  it('completes the input with the preset, and records the protocol of the server', async () => {
    const connection = await verify({ url: server.url, auth: { type: 'bearer', token: 'a' } });
    expect(connection).toEqual({
      tenantId: 't',
      revision: 'r',
      url: server.url,
      auth: { type: 'bearer' },
      secret: { token: 'a' },
      preset: 'default',
      injectTenant: false,
      ...presets.default,
      // The tool of this server has no argument externalRef.
      lookups: presets.default.lookups.filter(({ by }) => by !== 'externalRef'),
      serverProtocol: { protocol: 'modern', at: expect.any(Number) },
    });
  });

  it("keeps the caller's own lookup by externalRef, which the server must support", async () => {
    const lookups = [
      { by: 'email', tool: 'find_contact', args: { email: '{{email}}' } },
      { by: 'externalRef', tool: 'get_contact', args: { externalRef: '{{externalRef}}' } },
    ] as const;
    const connection = await verify({ url: server.url, auth: { type: 'none' }, lookups: [...lookups] });
    expect(connection.lookups).toEqual(lookups);
    const unsupported = [lookups[0], { ...lookups[1], tool: 'find_contact' }];
    await expect(verify({ url: server.url, auth: { type: 'none' }, lookups: unsupported })).rejects.toMatchObject({
      code: 'invalid',
      message: 'lookups/1/args has externalRef, which the tool does not accept',
    });
  });

  it('returns the rotated refresh token as the secret', async () => {
    const connection = await verify({ url: server.url, auth: { ...refreshToken(), ...secret } });
    expect(connection.secret).toEqual({ ...secret, refreshToken: authServer.refreshToken });
    expect(authServer.refreshToken).not.toBe('first');
  });

  it('saves the rotated token of the previous connection even if the verification fails', async () => {
    const secretName = await createSecret('crm/t/previous', secret);
    const auth = refreshToken();
    const previous = { tenantId: 't', revision: 'p', url: faulty.url, auth, injectTenant: false, ...presets.default };
    await expect(verify({ url: faulty.url, auth }, { ...previous, secretName })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.not.stringContaining('used up'),
    });
    expect(await findSecret(secretName)).toEqual({ ...secret, refreshToken: authServer.refreshToken });
  });

  it('tells the caller if a failed verification has used up their refresh token', async () => {
    const auth = { ...refreshToken(), ...secret };
    await expect(verify({ url: faulty.url, auth })).rejects.toMatchObject({
      message: expect.stringMatching(/tools: hello.* The refresh token has been used up\. Send a new one\.$/),
    });
  });

  it.each([
    [{ lookups: [{ by: 'email', tool: 'x', args: {} } as const] }, '/lookups/0/args'],
    [{ url: 'https://10.0.0.1/mcp' }, '/url'],
    [{ url: 'https://93.184.215.14:8443/mcp' }, '/url'],
    [
      {
        auth: {
          type: 'refresh_token',
          clientId: 'a',
          refreshToken: 'b',
          tokenUrl: 'https://93.184.215.14:9200/',
        } as const,
      },
      '/auth/tokenUrl',
    ],
    [
      {
        auth: { type: 'client_credentials', clientId: 'a', clientSecret: 'b', tokenUrl: 'https://10.0.0.1/' } as const,
      },
      '/auth/tokenUrl',
    ],
  ])('rejects %j before it sends a request', async (change, pointer) => {
    const verified = verify({ url: server.url, auth: { type: 'none' }, ...change });
    await expect(verified).rejects.toMatchObject({ code: 'invalid', facts: { faults: [{ pointer }] } });
    expect(server.requests).toEqual([]);
  });

  it('refuses a token URL that the server publishes, if its port is not allowed', async () => {
    Object.assign(authServer, { tokenUrl: 'https://93.184.215.14:9200/token' });
    const auth = { type: 'client_credentials', clientId: client.id, clientSecret: client.secret } as const;
    await expect(verify({ url: authServer.url, auth })).rejects.toMatchObject({
      code: 'invalid',
      message: 'auth/tokenUrl: The URL must have no other port than 443.',
    });
  });

  it("includes the server's message in a failure, unless it contains the credentials", async () => {
    const input = {
      url: faulty.url,
      lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } } as const],
      result: { ...presets.default.result, from: 'text' } as const,
    };
    const failing = (text: string) => onToolCalls(withResult({ content: [{ type: 'text', text }], isError: true }));
    faulty.fate = failing('No licence.');
    await expect(verify({ ...input, auth: { type: 'none' } })).rejects.toMatchObject({
      message: "The tool returned an error. The server's message: No licence.",
    });
    faulty.fate = failing('Unknown token: token-123456');
    await expect(verify({ ...input, auth: { type: 'bearer', token: 'token-123456' } })).rejects.toMatchObject({
      message: 'The tool returned an error.',
    });
  });
});
