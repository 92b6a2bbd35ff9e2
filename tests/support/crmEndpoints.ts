import { handler as deleteCrmConnection } from '../../handlers/api/deleteCrmConnection.ts';
import { handler as getCrmConnection } from '../../handlers/api/getCrmConnection.ts';
import { handler as putCrmConnection } from '../../handlers/api/putCrmConnection.ts';
import { handler as testCrmConnection } from '../../handlers/api/testCrmConnection.ts';
import { type FaultyServer, startFaultyServer } from '../lib/crm/servers/faultyServer.ts';
import { anna } from '../lib/crm/servers/findContact.ts';
import { startModernServer } from '../lib/crm/servers/modernServer.ts';
import type { TestServer } from '../lib/crm/servers/serve.ts';
import { call, type Reply } from './call.ts';
import { allowCrms } from './crm.ts';
import { startService, type Tenant } from './service.ts';

const path = '/api/crm-connection';

/**
 * Starts the service for the tests of one file, with an MCP server that has records and one that fails as a test wants.
 * The endpoints are called by the current tenant; each test begins with a new one that has all scopes.
 */
export async function startCrmEndpoints() {
  const service = await startService();
  const crm = await allowCrms();
  const server: TestServer = await startModernServer({
    records: [
      anna,
      { ...anna, externalRef: 'crm-2', emails: ['shared@example.com'] },
      { ...anna, externalRef: 'crm-3', emails: ['shared@example.com'] },
    ],
  });
  const faulty: FaultyServer = await startFaultyServer();
  afterAll(() => Promise.all([server.close(), faulty.close()]));
  let tenant: Tenant;
  const useTenant = async (...scopes: string[]): Promise<Tenant> => {
    tenant = await service.tenant(...scopes);
    return tenant;
  };
  beforeEach(async () => {
    service.proxy.intercept = () => 'pass';
    await useTenant();
  });
  return {
    service,
    crm,
    server,
    faulty,
    /** Makes the next calls those of another tenant. */
    useTenant,
    tenantId: () => tenant.tenantId,
    put: (body: object): Promise<Reply> => call(putCrmConnection, { ...tenant, body, method: 'PUT', path }),
    get: (): Promise<Reply> => call(getCrmConnection, { ...tenant, method: 'GET', path }),
    test: (body: object): Promise<Reply> =>
      call(testCrmConnection, { ...tenant, body, method: 'POST', path: `${path}/test` }),
    remove: (): Promise<Reply> => call(deleteCrmConnection, { ...tenant, method: 'DELETE', path }),
  };
}
