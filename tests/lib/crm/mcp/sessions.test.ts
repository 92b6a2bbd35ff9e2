import type { Connection } from '../../../../lib/contacts/connection.ts';
import { reuseSession } from '../../../../lib/crm/mcp/sessions.ts';
import { allowCrms } from '../../../support/crm.ts';
import { startFaultyServer } from '../servers/faultyServer.ts';
import { methodsOf } from '../servers/serve.ts';

await allowCrms();
const server = await startFaultyServer();
afterAll(() => server.close());

const opened = () => methodsOf(server).filter((method) => method === 'initialize').length;
const reuse = (revision: number) => {
  const connection: Connection = {
    tenantId: 'a',
    revision: String(revision),
    url: server.url,
    auth: { type: 'none' },
    injectTenant: false,
    lookups: [],
    result: { from: 'text', items: '$', map: { externalRef: 'id' } },
    serverProtocol: { protocol: 'legacy', at: Date.now() },
  };
  return reuseSession(connection, AbortSignal.timeout(5000));
};

describe('reuseSession', () => {
  it('keeps the 100 sessions that were opened last', async () => {
    for (let revision = 0; revision < 100; revision++) await reuse(revision);
    for (let revision = 0; revision < 100; revision++) await reuse(revision);
    expect(opened()).toBe(100);
    await reuse(100);
    await reuse(1);
    expect(opened()).toBe(101);
    await reuse(0);
    expect(opened()).toBe(102);
  });
});
