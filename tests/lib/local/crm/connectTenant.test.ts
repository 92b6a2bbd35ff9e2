import { randomUUID } from 'node:crypto';
import { json } from 'node:stream/consumers';
import { putConnection } from '../../../../lib/dynamo/tenants/crmConnection.ts';
import { connectTenant, isConnectedTo } from '../../../../lib/local/crm/connectTenant.ts';
import { type Listening, listen } from '../../../../lib/local/listen.ts';
import { startService } from '../../../support/service.ts';
import { someConnection } from '../../dynamo/tenants/someConnection.ts';

await startService();

/** The service, which responds to each PUT with `status`. */
let api: Listening;
let status: number;
let requests: unknown[];

beforeAll(async () => {
  api = await listen(0, async (request, response) => {
    const { method, url, headers } = request;
    requests.push({ method, url, authorization: headers.authorization, body: await json(request) });
    response.writeHead(status).end(JSON.stringify({ error: 'The server hangs.' }));
  });
});
afterAll(() => api.close());
beforeEach(() => {
  status = 200;
  requests = [];
});

const crmUrl = 'http://127.0.0.1:4020/mcp';
const connect = (tenantId: string) => connectTenant({ url: api.url, apiKey: 'key', tenantId, crmUrl, token: 'secret' });

describe('connectTenant', () => {
  it('creates a missing connection with one request', async () => {
    await connect(randomUUID());
    const body = { url: crmUrl, auth: { type: 'bearer', token: 'secret' } };
    expect(requests).toEqual([{ method: 'PUT', url: '/api/crm-connection', authorization: 'Bearer key', body }]);
  });

  it('keeps a connection, and sends no request', async () => {
    const connection = someConnection(randomUUID());
    await putConnection(connection);
    await connect(connection.tenantId);
    expect(requests).toEqual([]);
  });

  it('throws the error of the API', async () => {
    status = 422;
    const message = 'PUT /api/crm-connection failed with status 422: The server hangs.';
    await expect(connect(randomUUID())).rejects.toThrow(message);
  });
});

describe('isConnectedTo', () => {
  it('compares the URL of the connection, if there is one', async () => {
    const connection = someConnection(randomUUID());
    expect(await isConnectedTo(connection.url, connection.tenantId)).toBe(false);
    await putConnection(connection);
    expect(await isConnectedTo(connection.url, connection.tenantId)).toBe(true);
    expect(await isConnectedTo(crmUrl, connection.tenantId)).toBe(false);
  });
});
