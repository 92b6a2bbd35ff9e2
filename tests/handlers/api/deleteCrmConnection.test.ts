import { startCrmEndpoints } from '../../support/crmEndpoints.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';

const { service, crm, server, useTenant, put, get, remove } = await startCrmEndpoints();
const withToken = (token: string) => ({ url: server.url, auth: { type: 'bearer', token } });

describe('DELETE /api/crm-connection', () => {
  it('removes the connection and its secrets', async () => {
    await put(withToken('last-token'));
    expect((await remove()).status).toBe(200);
    expect((await get()).status).toBe(404);
    expect(await crm.secrets()).not.toContain('last-token');
    expect((await remove()).status).toBe(404);
  });

  it('removes the secrets even if the reply of the table is lost', async () => {
    await put(withToken('lost-token'));
    interceptFirst(service.proxy, 'DeleteItem', 'lose the reply');
    expect((await remove()).status).toBe(200);
    expect(await crm.secrets()).not.toContain('lost-token');
  });

  it('requires the scope crm:manage', async () => {
    await useTenant('contacts:read', 'contacts:write', 'settings:manage');
    expect((await remove()).status).toBe(403);
  });
});
