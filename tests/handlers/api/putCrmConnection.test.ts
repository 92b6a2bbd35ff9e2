import { handler as deleteCrmConnection } from '../../../handlers/api/deleteCrmConnection.ts';
import { handler as getCrmConnection } from '../../../handlers/api/getCrmConnection.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as testCrmConnection } from '../../../handlers/api/testCrmConnection.ts';
import { findConnection, recordOnConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { client, startAuthServer } from '../../lib/crm/servers/authServer.ts';
import {
  type FaultyServer,
  flood,
  healthy,
  onToolCalls,
  startFaultyServer,
  withResult,
  withStatus,
  withText,
} from '../../lib/crm/servers/faultyServer.ts';
import { anna } from '../../lib/crm/servers/findContact.ts';
import { startModernServer } from '../../lib/crm/servers/modernServer.ts';
import type { TestServer } from '../../lib/crm/servers/serve.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { startService } from '../../support/service.ts';

const service = await startService();
const crm = await allowCrms();
const logged = captureLog();
let server: TestServer;
let faulty: FaultyServer;
let tenant = await service.tenant();

beforeAll(async () => {
  server = await startModernServer({
    records: [
      anna,
      { ...anna, externalRef: 'crm-2', emails: ['shared@example.com'] },
      { ...anna, externalRef: 'crm-3', emails: ['shared@example.com'] },
    ],
  });
  faulty = await startFaultyServer();
});
afterAll(() => Promise.all([server.close(), faulty.close()]));
beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const path = '/api/crm-connection';
const put = (body: object) => call(putCrmConnection, { ...tenant, body, method: 'PUT', path });
const get = () => call(getCrmConnection, { ...tenant, method: 'GET', path });
const test = (body: object) => call(testCrmConnection, { ...tenant, body, method: 'POST', path: `${path}/test` });
const remove = () => call(deleteCrmConnection, { ...tenant, method: 'DELETE', path });
const bearer = (token?: string) => ({ type: 'bearer', ...(token && { token }) });

describe('PUT /api/crm-connection', () => {
  it('connects a server of the default contract by its url alone, and GET shows what is asked of it', async () => {
    const { status, body } = await put({ url: server.url, auth: { type: 'none' } });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ url: server.url, preset: 'default', status: 'ok', reason: null, retryAt: null }),
    ]);
    expect(body.lookups).toContainEqual({ by: 'email', tool: 'find_contact', args: expect.any(Object) });
    expect(await get()).toMatchObject({ status: 200, body });
  });

  it('keeps a secret apart from the table, and neither answers nor logs it', async () => {
    const { body } = await put({ url: server.url, auth: bearer('s3cret-token') });
    expect(body.auth).toEqual({ type: 'bearer' });
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer s3cret-token');
    expect(await crm.secrets()).toContain('s3cret-token');
    const stored = await findConnection(tenant.tenantId);
    expect(JSON.stringify([stored, body, logged])).not.toContain('s3cret');
  });

  it('keeps a secret that is left out, as long as it goes to the same server', async () => {
    await put({ url: server.url, auth: bearer('kept-token') });
    const { status } = await put({ url: server.url, auth: bearer(), injectTenant: true });
    expect([status, server.requests.at(-1)?.headers.authorization]).toEqual([200, 'Bearer kept-token']);
    for (const [secret, body] of [
      ['token', { url: faulty.url, auth: bearer() }],
      ['value', { url: server.url, auth: { type: 'header', name: 'X-Key' } }],
    ] as const) {
      const error = `auth/${secret} is missing; the one there is goes to the url and client that it was given for`;
      expect(await put(body)).toMatchObject({ status: 400, body: { error } });
    }
  });

  it('forgets the secrets of the connection whose place it takes', async () => {
    await put({ url: server.url, auth: bearer('first-token') });
    await put({ url: server.url, auth: bearer('second-token') });
    expect(await crm.secrets()).not.toContain('first-token');
    await put({ url: server.url, auth: { type: 'none' } });
    expect(await crm.secrets()).not.toContain('second-token');
  });

  it('puts secrets anew where somebody has removed them', async () => {
    await put({ url: server.url, auth: bearer('removed-token') });
    await crm.removeSecrets();
    expect(await put({ url: server.url, auth: bearer() })).toMatchObject({
      status: 400,
      body: { error: 'auth/token is missing' },
    });
    expect((await put({ url: server.url, auth: bearer('new-token') })).status).toBe(200);
  });

  it('keeps its secret where the reply of the table is lost, and forgets it with the connection too', async () => {
    await put({ url: server.url, auth: bearer('before-token') });
    interceptFirst(service.proxy, 'PutItem', 'lose the reply');
    expect((await put({ url: server.url, auth: bearer('after-token') })).status).toBe(200);
    expect(await crm.secrets()).toContain('after-token');
    expect(await crm.secrets()).not.toContain('before-token');
    interceptFirst(service.proxy, 'DeleteItem', 'lose the reply');
    expect((await remove()).status).toBe(200);
    expect(await crm.secrets()).not.toContain('after-token');
  });

  it('tells the server the tenant where it is to', async () => {
    await put({ url: server.url, auth: { type: 'none' }, injectTenant: true });
    expect(server.requests.at(-1)?.body).toMatchObject({ params: { arguments: { tenantId: tenant.tenantId } } });
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
      "lookups/0/tool is none of the server's tools: find_contact",
    ],
    [
      { lookups: lookups('find_contact', { email: '{{email}}', limit: 'ten' }) },
      /^lookups\/0\/args do not fit the tool: /,
    ],
    [
      { lookups: lookups('find_contact', { mail: '{{email}}' }) },
      'lookups/0/args have mail, which the tool does not know',
    ],
    [
      { lookups: lookups('find_contact', { email: '{{email}}', limit: 1e300 }) },
      /^lookups\/0\/args must not have a number/,
    ],
    [
      { result: { ...result, map: { externalRef: 'id' } } },
      'result/map/emails is missing; result/map/phones is missing',
    ],
    [{ lookups: lookups('find_contact', { email: 'anna@example.com' }) }, /^lookups\/0\/args must mention {{email}}/],
    [{ lookups: lookups('find_contact', { email: '{{mail}}' }) }, /lookups\/0\/args\/email has {{mail}}/],
    [{ lookups: [] }, 'lookups must have at least 1 item'],
    [{ auth: { type: 'basic' } }, 'auth/type must be one of none, bearer, header, client_credentials, refresh_token'],
    [{ auth: {} }, 'auth/type is missing'],
    [{ auth: { type: 'header', name: 'Host', value: 'x' } }, /^auth\/name must be the name of a header/],
    [{ auth: { type: 'bearer', token: 'a\r\nX-Evil: 1' } }, /^auth\/token must/],
    [{ auth: { type: 'bearer', tokn: 'a' } }, 'auth/tokn is unknown or read-only'],
    [{ url: 'ftp://example.com' }, 'url must be an https URL'],
    [{ url: 'https://10.0.0.1/mcp' }, /^url: /],
    [{ url: 'https://[::ffff:169.254.169.254]/mcp' }, /^url: /],
    [{ result: { ...result, items: 'a[?(@.b)]' } }, /^result\/items must be a path/],
    [{ preset: 'siebel' }, /^preset must be one of default, hubspot/],
  ])('with %j is refused with a sentence', async (change, error) => {
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
  ])('takes a tool whose schema is in a dialect, or has patterns, that are not known here: %j', async (schema) => {
    const tools = [{ name: 'hello', inputSchema: { type: 'object', ...schema } }];
    const answer = { content: [{ type: 'text', text: '[]' }] };
    faulty.fate = (response, asked) => {
      const { method } = Object(asked.body);
      if (method === 'tools/list') return withResult({ tools })(response, asked);
      return method === 'tools/call' ? withResult(answer)(response, asked) : healthy(response, asked);
    };
    const { status } = await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: lookups('hello', { email: '{{email}}' }),
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    expect(status).toBe(200);
  });

  it('says that a refresh token is spent where it was, and the PUT fails', async () => {
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
        expect.stringMatching(/tools.* The refresh token is spent by now: put a new one\.$/),
      ]);
    } finally {
      await authServer.close();
    }
  });

  it.each<[string, () => void, RegExp]>([
    ['refuses us', () => (faulty.fate = withStatus(401)), /refuse/],
    ['speaks HTML', () => (faulty.fate = withText('<html>', 'text/html')), /does not answer in JSON/],
    ['answers without end', () => (faulty.fate = flood), /bytes/],
    ['redirects', () => (faulty.fate = withStatus(302, { location: server.url })), /redirect/],
    [
      'answers a lookup with words',
      () => (faulty.fate = onToolCalls(withResult({ content: [{ type: 'text', text: 'No results' }] }))),
      /JSON/,
    ],
    [
      'says that its tool failed',
      () => (faulty.fate = onToolCalls(withResult({ content: [], isError: true }))),
      /tool/,
    ],
    [
      'says why its tool failed',
      () =>
        (faulty.fate = onToolCalls(
          withResult({ content: [{ type: 'text', text: ' The token lacks\n the scope x. ' }], isError: true }),
        )),
      /^The tool says that it failed\. It says: The token lacks the scope x\.$/,
    ],
    [
      'answers with an error of JSON-RPC',
      () =>
        (faulty.fate = onToolCalls(withText('{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"No x"}}'))),
      /-32602\. It says: .*No x$/,
    ],
  ])('of a server that %s is 502 with a sentence, and changes nothing', async (_, fail, sentence) => {
    fail();
    const { status, body } = await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: lookups('hello', { email: '{{email}}' }),
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    expect([status, body.error]).toEqual([502, expect.stringMatching(sentence)]);
    expect((await get()).status).toBe(404);
  });

  it('neither answers what a server says that prints what it was shown, nor logs any of its words', async () => {
    const authServer = await startAuthServer();
    const { tokenUrl } = authServer;
    faulty.fate = onToolCalls((response, asked) => {
      const token = (asked.headers.authorization ?? String(asked.headers['x-key'])).split(' ').at(-1);
      const content = [{ type: 'text', text: `I got ${token}` }];
      return withResult({ content, isError: true })(response, asked);
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
        expect([status, body.error, logged]).toEqual([502, 'The tool says that it failed.', []]);
      }
    } finally {
      await authServer.close();
    }
  });

  it("wants the scope crm:manage, and is the tenant's own", async () => {
    await put({ url: server.url, auth: { type: 'none' } });
    tenant = await service.tenant('contacts:read', 'contacts:write', 'settings:manage');
    for (const answer of [await get(), await put({}), await test({ email: 'a@b.de' }), await remove()])
      expect(answer.status).toBe(403);
    tenant = await service.tenant();
    expect(await get()).toMatchObject({ status: 404, body: { error: 'The tenant has no connection to a CRM' } });
  });
});

describe('POST /api/crm-connection/test', () => {
  it.each([
    [{ email: 'ANNA@example.com' }, 'match', ['crm-1']],
    [{ email: 'shared@example.com' }, 'ambiguous', ['crm-2', 'crm-3']],
    [{ email: 'nobody@example.com' }, 'nobody', []],
    // The email decides, although three have the phone.
    [{ email: 'anna@example.com', phone: '+49301234567' }, 'match', ['crm-1']],
    [{ email: 'nobody@example.com', phone: '+49301234567' }, 'ambiguous', ['crm-1', 'crm-2', 'crm-3']],
  ])('of %j answers %s', async (about, outcome, refs) => {
    await put({ url: server.url, auth: { type: 'none' } });
    const { status, body } = await test(about);
    expect([status, body.outcome]).toEqual([200, outcome]);
    expect(body.matches.map(({ externalRef }: { externalRef: string }) => externalRef)).toEqual(refs);
  });

  it('shows what the CRM found besides', async () => {
    const answer = (...found: object[]) =>
      onToolCalls(withResult({ content: [{ type: 'text', text: JSON.stringify(found) }] }));
    faulty.fate = answer();
    await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }],
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    faulty.fate = answer({ id: 'like', email: 'anna@other.example' }, { id: 'same', email: 'anna@example.com' });
    const { body } = await test({ email: 'anna@example.com' });
    expect(body).toMatchObject({
      outcome: 'match',
      matches: [{ externalRef: 'same' }],
      others: [{ externalRef: 'like' }],
    });
  });

  it('of a server that does not answer is 502', async () => {
    faulty.fate = onToolCalls(withResult({ content: [{ type: 'text', text: '[]' }] }));
    await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }],
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    faulty.fate = withStatus(500);
    expect((await test({ email: 'anna@example.com' })).status).toBe(502);
    expect(await test({ phone: '+49301234567' })).toMatchObject({
      status: 400,
      body: { error: 'no lookup of the connection is by such an address' },
    });
  });

  it('that is answered ends the pause of a connection that had failed', async () => {
    await put({ url: server.url, auth: { type: 'none' } });
    const item = await findConnection(tenant.tenantId);
    const breaker = { failures: 5, openUntil: Date.now() + 60_000, reason: 'down' };
    if (item) await recordOnConnection(item, { breaker });
    expect((await get()).body).toMatchObject({ status: 'failing', reason: 'down' });
    await test({ email: 'anna@example.com' });
    expect((await get()).body).toMatchObject({ status: 'ok', reason: null, retryAt: null });
  });

  it('of nothing, or without a connection, is 400 and 404', async () => {
    expect(await test({})).toMatchObject({
      status: 400,
      body: { error: 'the body must have at least one of email, phone' },
    });
    expect((await test({ email: 'anna@example.com' })).status).toBe(404);
  });
});

describe('DELETE /api/crm-connection', () => {
  it('forgets the connection and its secrets', async () => {
    await put({ url: server.url, auth: bearer('last-token') });
    expect((await remove()).status).toBe(200);
    expect((await get()).status).toBe(404);
    expect(await crm.secrets()).not.toContain('last-token');
    expect((await remove()).status).toBe(404);
  });
});
