import { startCrmEndpoints } from '../../support/crmEndpoints.ts';

const { server, tenantId, useTenant, put, get } = await startCrmEndpoints();

describe('GET /api/crm-connection', () => {
  it('returns the connection as PUT returned it, without secrets', async () => {
    const { body } = await put({ url: server.url, auth: { type: 'bearer', token: 's3cret-token' } });
    const { status, body: connection, text } = await get();
    expect([status, connection]).toEqual([200, body]);
    expect(connection).toMatchObject({ url: server.url, auth: { type: 'bearer' }, status: 'ok', reason: null });
    expect(text).not.toContain('s3cret');
  });

  it('responds with 404 to a tenant without a connection, also if another tenant has one', async () => {
    await put({ url: server.url, auth: { type: 'none' } });
    const other = tenantId();
    await useTenant();
    expect(tenantId()).not.toBe(other);
    expect(await get()).toMatchObject({ status: 404, body: { error: 'The tenant has no connection to a CRM' } });
  });

  it('requires the scope crm:manage', async () => {
    await useTenant('contacts:read', 'contacts:write', 'settings:manage');
    expect((await get()).status).toBe(403);
  });
});
