import { findConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { client, startAuthServer } from '../../lib/crm/servers/authServer.ts';
import { flood, healthy, onToolCalls, withResult, withStatus, withText } from '../../lib/crm/servers/faultyServer.ts';
import { startCrmEndpoints } from '../../support/crmEndpoints.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';
import { failConnections } from '../../support/failConnections.ts';
import { freePort } from '../../support/freePort.ts';
import { captureLog } from '../../support/log.ts';

const { service, crm, server, faulty, tenantId, useTenant, put, get } = await startCrmEndpoints();
const logged = captureLog();
const bearer = (token?: string) => ({ type: 'bearer', ...(token && { token }) });

describe('PUT /api/crm-connection', () => {
  it('connects a server with the tool find_contact by its url alone', async () => {
    const { status, body } = await put({ url: server.url, auth: { type: 'none' } });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ url: server.url, preset: 'default', status: 'ok', reason: null, retryAt: null }),
    ]);
    expect(body.lookups).toContainEqual({ by: 'email', tool: 'find_contact', args: expect.any(Object) });
    expect(await get()).toMatchObject({ status: 200, body });
  });

  it('stores secrets outside the table, and neither returns nor logs them', async () => {
    const { body } = await put({ url: server.url, auth: bearer('s3cret-token') });
    expect(body.auth).toEqual({ type: 'bearer' });
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer s3cret-token');
    expect(await crm.secrets()).toContain('s3cret-token');
    const stored = await findConnection(tenantId());
    expect(JSON.stringify([stored, body, logged])).not.toContain('s3cret');
  });

  it('keeps an omitted secret if it goes to the same server', async () => {
    await put({ url: server.url, auth: bearer('kept-token') });
    const { status } = await put({ url: server.url, auth: bearer(), injectTenant: true });
    expect([status, server.requests.at(-1)?.headers.authorization]).toEqual([200, 'Bearer kept-token']);
    for (const [secret, body] of [
      ['token', { url: faulty.url, auth: bearer() }],
      ['value', { url: server.url, auth: { type: 'header', name: 'X-Key' } }],
    ] as const) {
      const error = `auth/${secret} is missing; the stored one is only for the url and client that it was given for`;
      expect(await put(body)).toMatchObject({ status: 400, body: { error } });
    }
  });

  it('removes the secrets of the connection that it replaces', async () => {
    await put({ url: server.url, auth: bearer('first-token') });
    await put({ url: server.url, auth: bearer('second-token') });
    expect(await crm.secrets()).not.toContain('first-token');
    await put({ url: server.url, auth: { type: 'none' } });
    expect(await crm.secrets()).not.toContain('second-token');
  });

  it('accepts new secrets if the stored ones have disappeared', async () => {
    await put({ url: server.url, auth: bearer('removed-token') });
    await crm.removeSecrets();
    expect(await put({ url: server.url, auth: bearer() })).toMatchObject({
      status: 400,
      body: { error: 'auth/token is missing' },
    });
    expect((await put({ url: server.url, auth: bearer('new-token') })).status).toBe(200);
  });

  it('keeps its secret and removes the previous one if the reply of the table is lost', async () => {
    await put({ url: server.url, auth: bearer('before-token') });
    interceptFirst(service.proxy, 'PutItem', 'lose the reply');
    expect((await put({ url: server.url, auth: bearer('after-token') })).status).toBe(200);
    expect(await crm.secrets()).toContain('after-token');
    expect(await crm.secrets()).not.toContain('before-token');
  });

  it('sends the tenant to the server if injectTenant is true', async () => {
    await put({ url: server.url, auth: { type: 'none' }, injectTenant: true });
    expect(server.requests.at(-1)?.body).toMatchObject({ params: { arguments: { tenantId: tenantId() } } });
  });

  const lookups = (tool: string, args: object) => [{ by: 'email', tool, args }];
  const result = {
    from: 'structured',
    items: 'matches',
    map: { externalRef: 'externalRef', emails: 'emails', phones: 'phones' },
  };
  it.each([
    [
      { lookups: lookups('search', { email: '{{email}}' }) },
      "lookups/0/tool is not one of the server's tools: find_contact, get_contact",
    ],
    [
      { lookups: lookups('find_contact', { email: '{{email}}', limit: 'ten' }) },
      /^lookups\/0\/args does not match the tool's schema: /,
    ],
    [
      { lookups: lookups('find_contact', { mail: '{{email}}' }) },
      'lookups/0/args has mail, which the tool does not accept',
    ],
    [
      { lookups: lookups('find_contact', { email: '{{email}}', limit: 1e300 }) },
      /^lookups\/0\/args must not have a number/,
    ],
    [
      { result: { ...result, map: { externalRef: 'id' } } },
      'result/map/emails is missing; result/map/phones is missing',
    ],
    [{ lookups: lookups('find_contact', { email: 'anna@example.com' }) }, /^lookups\/0\/args must contain {{email}}/],
    [{ lookups: lookups('find_contact', { email: '{{mail}}' }) }, /lookups\/0\/args\/email has {{mail}}/],
    [{ lookups: [] }, 'lookups must have at least 1 item'],
    [{ auth: { type: 'basic' } }, 'auth/type must be one of none, bearer, header, client_credentials, refresh_token'],
    [{ auth: {} }, 'auth/type is missing'],
    [{ auth: { type: 'header', name: 'Host', value: 'x' } }, /^auth\/name must be the name of a header/],
    [{ auth: { type: 'bearer', token: 'a\r\nX-Evil: 1' } }, /^auth\/token must/],
    [{ auth: { type: 'bearer', tokn: 'a' } }, 'auth/tokn is unknown or read-only'],
    [{ url: 'ftp://example.com' }, 'url must be an https URL without a user name, a password and a fragment'],
    [{ url: 'https://10.0.0.1/mcp' }, /^url: /],
    [{ url: 'https://[::ffff:169.254.169.254]/mcp' }, /^url: /],
    [{ result: { ...result, items: 'a[?(@.b)]' } }, /^result\/items must be a path/],
    [{ preset: 'siebel' }, /^preset must be one of default, hubspot/],
  ])('rejects %j with a message', async (change, error) => {
    const { status, body } = await put({ url: server.url, auth: { type: 'none' }, result, ...change });
    expect([status, body.error]).toEqual([400, typeof error === 'string' ? error : expect.stringMatching(error)]);
    expect((await get()).status).toBe(404);
  });

  it.each([
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }],
    [{ properties: { email: { type: 'string', pattern: '(?i)x' } } }],
    [{ properties: { email: { $ref: 'https://nowhere.example/schema' } } }],
    [{ properties: { email: { type: 'string', pattern: '^(([a-z]+)+)+$' } } }],
    [{ patternProperties: { '^e': { type: 'string' } }, additionalProperties: false }],
  ])('accepts a tool whose schema has an unknown dialect, or patterns that are not evaluated: %j', async (schema) => {
    const tools = [{ name: 'hello', inputSchema: { type: 'object', ...schema } }];
    const result = { content: [{ type: 'text', text: '[]' }] };
    faulty.fate = (response, received) => {
      const { method } = Object(received.body);
      if (method === 'tools/list') return withResult({ tools })(response, received);
      return method === 'tools/call' ? withResult(result)(response, received) : healthy(response, received);
    };
    const { status } = await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: lookups('hello', { email: '{{email}}' }),
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    expect(status).toBe(200);
  });

  it('tells the caller if a failed PUT has used up their refresh token', async () => {
    const authServer = await startAuthServer();
    authServer.rotates = true;
    faulty.fate = healthy;
    try {
      const { tokenUrl } = authServer;
      const { id: clientId, secret: clientSecret } = client;
      const auth = { type: 'refresh_token', clientId, clientSecret, refreshToken: 'first', tokenUrl };
      const { status, body } = await put({
        url: faulty.url,
        auth,
        lookups: lookups('none', { email: '{{email}}' }),
        result,
      });
      expect([status, body.error]).toEqual([
        400,
        expect.stringMatching(/tools.* The refresh token has been used up\. Send a new one\.$/),
      ]);
    } finally {
      await authServer.close();
    }
  });

  it.each<[string, () => void, RegExp]>([
    ['rejects the credentials', () => (faulty.fate = withStatus(401)), /rejected the credentials/],
    ['sends HTML', () => (faulty.fate = withText('<html>', 'text/html')), /did not send JSON/],
    ['sends 10 MB', () => (faulty.fate = flood), /bytes/],
    ['sends a redirect', () => (faulty.fate = withStatus(302, { location: server.url })), /redirect/],
    [
      'sends plain text as the result of a lookup',
      () => (faulty.fate = onToolCalls(withResult({ content: [{ type: 'text', text: 'No results' }] }))),
      /JSON/,
    ],
    [
      'reports an error of its tool',
      () => (faulty.fate = onToolCalls(withResult({ content: [], isError: true }))),
      /tool/,
    ],
    [
      'reports an error of its tool with a message',
      () =>
        (faulty.fate = onToolCalls(
          withResult({ content: [{ type: 'text', text: ' The token lacks\n the scope x. ' }], isError: true }),
        )),
      /^The tool returned an error\. The server's message: The token lacks the scope x\.$/,
    ],
    [
      'sends a JSON-RPC error',
      () =>
        (faulty.fate = onToolCalls(withText('{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"No x"}}'))),
      /-32602\. The server's message: .*No x$/,
    ],
  ])('responds with 422 and a message to a server that %s, and stores nothing', async (_, fail, sentence) => {
    fail();
    const { status, body } = await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: lookups('hello', { email: '{{email}}' }),
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    expect([status, body.error]).toEqual([422, expect.stringMatching(sentence)]);
    expect((await get()).status).toBe(404);
  });

  it('responds with 422 to the URL of a server that is down or does not speak TLS', async () => {
    for (const url of [`http://127.0.0.1:${await freePort()}/mcp`, faulty.url.replace('http:', 'https:')]) {
      const { status, body } = await put({ url, auth: { type: 'none' } });
      expect([status, body.error]).toEqual([422, 'The server cannot be reached, or it closed the connection.']);
    }
  });

  it('responds with 503 if this machine has no sockets left, and logs the reason', async () => {
    const restore = failConnections('EMFILE');
    const { status, body, headers } = await put({ url: server.url, auth: { type: 'none' } });
    restore();
    expect([status, body.error, headers['retry-after']]).toEqual([
      503,
      'The request could not be sent now. Please try again.',
      '1',
    ]);
    expect(logged.splice(0)).toMatchObject([{ message: 'request failed' }]);
  });

  it('neither returns nor logs a message of the server that contains credentials', async () => {
    const authServer = await startAuthServer();
    const { tokenUrl } = authServer;
    faulty.fate = onToolCalls((response, received) => {
      const token = (received.headers.authorization ?? String(received.headers['x-key'])).split(' ').at(-1);
      const content = [{ type: 'text', text: `I got ${token}` }];
      return withResult({ content, isError: true })(response, received);
    });
    try {
      for (const auth of [
        bearer('printed-token'),
        { type: 'header', name: 'X-Key', value: 'Token short' },
        { type: 'client_credentials', clientId: client.id, clientSecret: client.secret, tokenUrl },
      ]) {
        const { status, body } = await put({
          url: faulty.url,
          auth,
          lookups: lookups('hello', { email: '{{email}}' }),
          result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
        });
        expect([status, body.error, logged]).toEqual([422, 'The tool returned an error.', []]);
      }
    } finally {
      await authServer.close();
    }
  });

  it('requires the scope crm:manage', async () => {
    await useTenant('contacts:read', 'contacts:write', 'settings:manage');
    expect((await put({})).status).toBe(403);
  });
});
