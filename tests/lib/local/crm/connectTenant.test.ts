import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { connectTenant } from '../../../../lib/local/crm/connectTenant.ts';

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
const connect = (isNew = false) => connectTenant({ url, apiKey: 'key', crmUrl, token: 'secret', isNew });
const connection = { url: crmUrl, auth: { type: 'bearer', token: 'secret' } };

describe('connectTenant', () => {
  it('creates a missing connection', async () => {
    await connect();
    expect(puts).toEqual([connection]);
  });

  it('keeps a connection whose status is ok', async () => {
    responses.GET = { status: 200, body: { url: crmUrl, status: 'ok' } };
    await connect();
    expect(puts).toEqual([]);
  });

  it.each([
    ['has another URL', { url: 'http://127.0.0.1:5020/mcp', status: 'ok' }],
    ['fails', { url: crmUrl, status: 'failing' }],
    ['is refused its credentials', { url: crmUrl, status: 'auth_failed' }],
  ])('replaces a connection that %s', async (_reason, body) => {
    responses.GET = { status: 200, body };
    await connect();
    expect(puts).toEqual([connection]);
  });

  it('replaces a connection when the token is new', async () => {
    responses.GET = { status: 200, body: { url: crmUrl, status: 'ok' } };
    await connect(true);
    expect(puts).toEqual([connection]);
  });

  it('throws the error of the API', async () => {
    responses.PUT = { status: 422, body: { error: 'The server hangs.' } };
    await expect(connect()).rejects.toThrow('PUT /api/crm-connection failed with status 422: The server hangs.');
  });
});
