import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { connectedUrl, connectTenant } from '../../../../lib/local/crm/connectTenant.ts';

interface Response {
  status: number;
  body: object;
}

let server: Server;
let url: string;
let responses: { GET: Response; PUT: Response };
let puts: unknown[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const isExpected = request.url === '/api/crm-connection' && request.headers.authorization === 'Bearer key';
    if (request.method === 'PUT') puts.push(await json(request));
    const { status, body } = isExpected
      ? responses[request.method === 'PUT' ? 'PUT' : 'GET']
      : { status: 401, body: { error: 'Unauthorized' } };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  puts = [];
  responses = { GET: { status: 404, body: { error: 'Not found' } }, PUT: { status: 200, body: {} } };
});

const crmUrl = 'http://127.0.0.1:4020/mcp';
const connect = () => connectTenant({ url, apiKey: 'key', crmUrl, token: 'secret' });

describe('connectTenant', () => {
  it('creates a missing connection', async () => {
    await connect();
    expect(puts).toEqual([{ url: crmUrl, auth: { type: 'bearer', token: 'secret' } }]);
  });

  it.each([
    ['is ok', { url: crmUrl, status: 'ok' }],
    ['has another URL', { url: 'https://crm.example/mcp', status: 'ok' }],
    ['fails', { url: crmUrl, status: 'failing' }],
    ['is refused its credentials', { url: crmUrl, status: 'auth_failed' }],
  ])('keeps a connection that %s', async (_state, body) => {
    responses.GET = { status: 200, body };
    await connect();
    expect(puts).toEqual([]);
  });

  it.each([
    ['GET', { error: 'The service fails.' }, 'GET /api/crm-connection failed with status 422: The service fails.'],
    ['PUT', { error: 'The server hangs.' }, 'PUT /api/crm-connection failed with status 422: The server hangs.'],
  ] as const)('throws the error of %s', async (method, body, message) => {
    responses[method] = { status: 422, body };
    await expect(connect()).rejects.toThrow(message);
  });
});

describe('connectedUrl', () => {
  it('returns the URL of the connection, if there is one', async () => {
    expect(await connectedUrl({ url, apiKey: 'key' })).toBeUndefined();
    responses.GET = { status: 200, body: { url: 'https://crm.example/mcp' } };
    expect(await connectedUrl({ url, apiKey: 'key' })).toBe('https://crm.example/mcp');
  });
});
