import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getCandidates } from '../../../handlers/api/getCandidates.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getCrmConnection } from '../../../handlers/api/getCrmConnection.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as putCrmConnection } from '../../../handlers/api/putCrmConnection.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as resolveInCrm } from '../../../handlers/events/resolveInCrm.ts';
import { presets } from '../../../lib/crm/presets/presets.ts';
import type { Match } from '../../lib/crm/servers/findContact.ts';
import { startLegacyServer } from '../../lib/crm/servers/legacyServer.ts';
import { call } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { deliver, type Message, messageOf } from '../../support/deliver.ts';
import { startService } from '../../support/service.ts';

export const email = 'anna@example.com';

const byId = { by: 'externalRef', tool: 'get_contact', args: { externalRef: '{{externalRef}}' } } as const;

/**
 * Starts the service and a CRM. Each test gets a new tenant that is connected to it. They end with the tests of one
 * file.
 */
export async function startLookups() {
  const service = await startService();
  await allowCrms();
  const records: Match[] = [];
  const crm = {
    tenant: await service.tenant(),
    /** What happens during a lookup: the CRM returns the result in place of the records, or somebody else acts. */
    whileAsked: (_: Readonly<Record<string, unknown>>): unknown => undefined,
  };
  const server = await startLegacyServer({ stateful: true, records, onCall: (args) => crm.whileAsked(args) });
  afterAll(() => server.close());

  const connect = async (body: object) =>
    (await call(putCrmConnection, { ...crm.tenant, body, method: 'PUT', path: '/api/crm-connection' })).status;
  beforeEach(async () => {
    service.proxy.intercept = () => 'pass';
    crm.whileAsked = () => undefined;
    records.length = 0;
    crm.tenant = await service.tenant();
    expect(await connect({ url: server.url, auth: { type: 'none' } })).toBe(200);
  });

  const get = async (id: string) => (await call(getContact, { ...crm.tenant, id, method: 'GET' })).body;
  const requested = (contactId: string): Message =>
    messageOf('contact.resolution_requested', { tenantId: crm.tenant.tenantId, contactId });
  return {
    service,
    server,
    /** What the CRM has. */
    records,
    crm,
    connect,
    get,
    requested,
    create: async (body: object) => (await call(createContact, { ...crm.tenant, body, method: 'POST' })).body,
    patch: (id: string, body: object) =>
      call(updateContact, { ...crm.tenant, id, body, headers: { 'content-type': 'application/merge-patch+json' } }),
    link: (id: string, externalRef: string) =>
      call(linkContact, { ...crm.tenant, id, body: { externalRef }, method: 'PUT' }),
    unlink: (id: string) => call(unlinkContact, { ...crm.tenant, id, method: 'DELETE' }),
    merge: (id: string, duplicateId: string) =>
      call(mergeContacts, { ...crm.tenant, id, body: { duplicateId }, method: 'POST' }),
    /** Connects the tenant again, with a lookup by externalRef. */
    connectById: () =>
      connect({
        url: server.url,
        auth: { type: 'none' },
        lookups: [...presets.default.lookups.filter(({ by }) => by !== 'externalRef'), byId],
      }),
    attempt: async (id: string) => (await call(getSources, { ...crm.tenant, id, method: 'GET' })).body.resolution,
    candidates: async (id: string) => (await call(getCandidates, { ...crm.tenant, id, method: 'GET' })).body.data,
    connection: async () =>
      (await call(getCrmConnection, { ...crm.tenant, method: 'GET', path: '/api/crm-connection' })).body,
    resolve: (...ids: string[]) => deliver(resolveInCrm, ids.map(requested)),
    externalRefOf: async (id: string) => (await get(id)).externalRef,
  };
}
