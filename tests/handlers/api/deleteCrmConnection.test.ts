import { keys } from '../../../lib/dynamo/table/keys.ts';
import { startCrmEndpoints } from '../../support/crmEndpoints.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { setAttributes } from '../../support/table.ts';

const { service, crm, server, useTenant, tenantId, put, get, remove } = await startCrmEndpoints();
const logged = captureLog(({ level }) => level === 'error');
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

  it('logs a secret that it could not remove, with the id of the request', async () => {
    await put(withToken('other-token'));
    // The secret store rejects what is no text.
    await setAttributes(tenantId(), keys.crm(), { secretName: { not: 'a name' } });
    const { status, headers } = await remove();
    expect([status, logged]).toMatchObject([
      200,
      [{ message: 'secret not deleted', requestId: headers['x-request-id'], code: 'unavailable' }],
    ]);
  });

  it('requires the scope crm:manage', async () => {
    await useTenant('contacts:read', 'contacts:write', 'settings:manage');
    expect((await remove()).status).toBe(403);
  });
});
