import { handler as putSettings } from '../../handlers/api/putSettings.ts';
import { call, type Reply } from '../support/call.ts';
import { startCrmEndpoints } from '../support/crmEndpoints.ts';
import { captureLog } from '../support/log.ts';

const { server, useTenant, put, remove } = await startCrmEndpoints();
const logged = captureLog(({ message }) => message === 'audit');

const expectLine = ({ status, headers }: Reply, line: object) =>
  expect([status, logged.splice(0)]).toEqual([
    200,
    [{ level: 'info', message: 'audit', requestId: headers['x-request-id'], actor: expect.any(String), ...line }],
  ]);

describe('a line in the log states who changed what, without any value', () => {
  it('of the connection to the CRM', async () => {
    const { tenantId } = await useTenant();
    const connection = { url: server.url, auth: { type: 'bearer', token: 'a-secret-token' } };
    expectLine(await put(connection), { change: 'crm_connection.replaced', tenantId });
    expectLine(await remove(), { change: 'crm_connection.deleted', tenantId });
  });

  it('of the settings', async () => {
    const { tenantId, apiKey } = await useTenant();
    const body = { ownDomains: ['acme.de'], freeMailExceptions: [] };
    const reply = await call(putSettings, { apiKey, method: 'PUT', path: '/api/settings', body });
    expectLine(reply, { change: 'settings.replaced', tenantId, actor: expect.stringMatching(/^key:[0-9a-f]{12}$/) });
  });

  it('only if the change was made', async () => {
    const { apiKey } = await useTenant('contacts:read');
    await call(putSettings, { apiKey, method: 'PUT', path: '/api/settings', body: {} });
    await put({ url: server.url });
    await useTenant();
    await put({ url: 'http://192.0.2.1/' });
    expect((await remove()).status).toBe(404);
    expect(logged).toEqual([]);
  });
});
