import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { connectTenant } from '../../../../lib/local/crm/connectTenant.ts';

interface Answer {
  status: number;
  body: object;
}

let server: Server;
let url: string;
let answers: { GET: Answer; PUT: Answer };
let puts: unknown[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const isOurs = request.url === '/api/crm-connection' && request.headers.authorization === 'Bearer key';
    if (request.method === 'PUT') puts.push(await json(request));
    const { status, body } = isOurs
      ? answers[request.method === 'PUT' ? 'PUT' : 'GET']
      : { status: 401, body: { error: 'Who?' } };
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
  answers = { GET: { status: 404, body: { error: 'There is none' } }, PUT: { status: 200, body: {} } };
});

const crmUrl = 'http://127.0.0.1:4020/mcp';
const connect = (isNew = false) => connectTenant({ url, apiKey: 'key', crmUrl, token: 'secret', isNew });
const connection = { url: crmUrl, auth: { type: 'bearer', token: 'secret' } };

describe('connecting the demo tenant', () => {
  it('puts the connection where there is none', async () => {
    await connect();
    expect(puts).toEqual([connection]);
  });

  it('leaves a connection alone that is well', async () => {
    answers.GET = { status: 200, body: { url: crmUrl, status: 'ok' } };
    await connect();
    expect(puts).toEqual([]);
  });

  it.each([
    ['leads elsewhere', { url: 'http://127.0.0.1:5020/mcp', status: 'ok' }],
    ['fails', { url: crmUrl, status: 'failing' }],
    ['is refused', { url: crmUrl, status: 'auth_failed' }],
  ])('puts one anew that %s', async (_how, body) => {
    answers.GET = { status: 200, body };
    await connect();
    expect(puts).toEqual([connection]);
  });

  it('puts one anew that cannot know the token', async () => {
    answers.GET = { status: 200, body: { url: crmUrl, status: 'ok' } };
    await connect(true);
    expect(puts).toEqual([connection]);
  });

  it('tells what the service says against it', async () => {
    answers.PUT = { status: 502, body: { error: 'The server hangs.' } };
    await expect(connect()).rejects.toThrow('PUT /api/crm-connection is answered by 502, The server hangs.');
  });
});
