import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as removeIdentity } from '../../../handlers/api/removeIdentity.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { exportedLine } from '../../../lib/cli/bulk/exportedLine.ts';
import { importFile } from '../../../lib/cli/bulk/importFile.ts';
import { suggestDuplicate } from '../../../lib/dynamo/contacts/duplicates.ts';
import { exportContacts } from '../../../lib/dynamo/contacts/exportContacts.ts';
import { send } from '../../../lib/dynamo/table/client.ts';
import { keys } from '../../../lib/dynamo/table/keys.ts';
import { call } from '../../support/call.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { broken } from '../../support/dynamoDbProxy.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { readPartition, setAttributes } from '../../support/table.ts';
import { runCommand } from './command.ts';

const service = await startService();
const readNewRecords = followStream();
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'export-'));
});
afterAll(() => rm(directory, { recursive: true }));

const create = async (tenant: Tenant, body: object): Promise<string> =>
  (await call(createContact, { ...tenant, body, method: 'POST' })).body.id;

/** A tenant whose contacts were made by messages, conversations, people, and links to the CRM. */
async function prepare(): Promise<Tenant> {
  const tenant = await service.tenant();
  const { tenantId } = tenant;
  const message = (messageId: string, address: string, displayName: string) =>
    messageOf('channel.message_received', {
      ...{ tenantId, messageId, channel: 'email', conversationId: 'c-1', receivedAt: '2026-11-23T09:30:00Z' },
      sender: { address, displayName, identities: [{ kind: 'whatsapp', value: `BR.${address.length}123456789` }] },
    });
  await deliver(detectSender, [message('m-1', 'grace@navy.example', 'Grace Hopper'), message('m-2', 'a@b.de', 'Ada')]);
  const { body } = await call(listContacts, { ...tenant, query: { email: 'a@b.de' }, method: 'GET' });
  const [{ id }] = body.data;
  await call(updateContact, { ...tenant, id, body: { name: '=Ada, Countess', phone: '+4915112345678' } });
  const facts = { firstName: 'Augusta', companyName: 'Engines' };
  const enriched = { tenantId, contactId: id, facts, observedAt: '2026-11-23T09:30:00Z', conversationId: 'c-2' };
  await deliver(enrichContact, [messageOf('conversation.updated', enriched)]);
  const added = { kind: 'email', value: 'ada@home.example' };
  await call(addIdentity, { ...tenant, id, body: added, method: 'POST' });
  const identities = (await call(getIdentities, { ...tenant, id, method: 'GET' })).body;
  const identityId = identities.find(({ value }: { value: string }) => value === 'a@b.de').id;
  await call(removeIdentity, { ...tenant, id, params: { identityId }, method: 'DELETE' });
  const linked = await create(tenant, { name: 'Linked', email: 'linked@b.de' });
  await call(linkContact, { ...tenant, id: linked, body: { externalRef: 'R-1', companyName: 'Acme' }, method: 'PUT' });
  const unlinked = await create(tenant, { firstName: 'Unlinked', phone: '+4915187654321' });
  await call(linkContact, { ...tenant, id: unlinked, body: { externalRef: 'R-2' }, method: 'PUT' });
  await call(unlinkContact, { ...tenant, id: unlinked, method: 'DELETE' });
  const pair = {
    otherId: unlinked,
    reason: { field: 'email', key: 'email#x@b.de', at: 1, by: 'crm:x' },
    weight: 'strong',
  } as const;
  await suggestDuplicate(tenantId, linked, pair);
  // An attribute of a later version, and a contact that was merged.
  const merged = await create(tenant, { name: 'Merged', email: 'merged@b.de' });
  await call(mergeContacts, { ...tenant, id: linked, body: { duplicateId: merged }, method: 'POST' });
  await setAttributes(tenantId, linked, { later: { since: 1 } });
  await deliverRecords(projectChange, await readNewRecords());
  return tenant;
}

/** All items of a tenant but those of its search and its feed, without the attributes by which the feed finds them. */
const directoryOf = async ({ tenantId }: Tenant) =>
  (await readPartition(tenantId))
    .filter(({ contactId }) => !/^#(search|tombstone)#/.test(String(contactId)))
    .map(({ feedKey: _, ...item }) => item);

async function erase({ tenantId }: Tenant): Promise<void> {
  const items = await readPartition(tenantId);
  const requests = items.map(({ contactId }) => ({ DeleteRequest: { Key: { tenantId, contactId } } }));
  for (let at = 0; at < requests.length; at += 25) {
    const RequestItems = { [process.env.TABLE_NAME ?? '']: requests.slice(at, at + 25) };
    await send((db) => db.send(new BatchWriteCommand({ RequestItems })));
  }
}

const importFrom = async (path: string, { tenantId }: Tenant) =>
  (await Array.fromAsync(importFile({ path, tenantId, dryRun: false }))).at(-1)?.counts;

describe('npm run export', () => {
  it('writes all that a directory consists of, so that an import restores it with its ids, sources and addresses', async () => {
    const tenant = await prepare();
    const before = await directoryOf(tenant);
    const path = join(directory, 'contacts.ndjson');
    const { code, stdout, stderr } = await runCommand('export', [path, '--tenant', tenant.tenantId]);
    expect([code, stdout, stderr]).toEqual([0, `4 contacts are in ${path}\n`, '']);
    await erase(tenant);
    expect(await importFrom(path, tenant)).toEqual({ created: 4, updated: 0, unchanged: 0, failed: 0 });
    expect(await directoryOf(tenant)).toEqual(before);
    // The stream repeats what it knows already.
    await deliverRecords(projectChange, await readNewRecords());
    expect(await directoryOf(tenant)).toEqual(before);
    expect(await importFrom(path, tenant)).toEqual({ created: 0, updated: 0, unchanged: 4, failed: 0 });
    const [{ id }] = (await call(listContacts, { ...tenant, query: { email: 'linked@b.de' }, method: 'GET' })).body
      .data;
    await call(deleteContact, { ...tenant, id, method: 'DELETE' });
    expect(await importFrom(path, tenant)).toEqual({ created: 1, updated: 0, unchanged: 3, failed: 0 });
    expect(await readFile(join(directory, 'contacts.notes.csv'), 'utf8')).toMatch(/,"email was erased at 2/);
    const [first = '', ...others] = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [first.replace('"version":1', '"version":2'), ...others].join('\n'));
    expect(await importFrom(path, await service.tenant())).toEqual({ created: 3, updated: 0, unchanged: 0, failed: 1 });
    expect(await readFile(join(directory, 'contacts.failed.ndjson'), 'utf8')).toMatch(
      /^{"row":1,"reason":"the line is not as it was exported.*,"contact":{/,
    );
  });

  it('is restored once, and counted as created, where replies are lost', async () => {
    const tenant = await service.tenant();
    await create(tenant, { name: 'Ada', email: 'a@b.de' });
    const path = join(directory, 'lost.ndjson');
    await writeFile(path, (await Array.fromAsync(exportContacts(tenant.tenantId))).flat().map(exportedLine).join(''));
    const other = await service.tenant();
    let lost = 0;
    service.proxy.intercept = (operation) =>
      // The client itself sends a request three times.
      operation === 'TransactWriteItems' && lost++ < 3 ? { replaceReply: broken } : 'pass';
    expect(await importFrom(path, other)).toEqual({ created: 1, updated: 0, unchanged: 0, failed: 0 });
    service.proxy.intercept = () => 'pass';
    expect(lost).toBeGreaterThan(2);
  });

  it('writes what callers see as CSV that an import reads', async () => {
    const tenant = await prepare();
    const path = join(directory, 'contacts.csv');
    expect(await runCommand('export', [path, '--tenant', tenant.tenantId])).toMatchObject({ code: 0 });
    const shown = async (of: Tenant) => (await call(listContacts, { ...of, method: 'GET' })).body.data;
    const lines = (await readFile(path, 'utf8')).split('\r\n');
    const contacts = await shown(tenant);
    expect([lines.length, lines.find((line) => line.includes('=Ada'))]).toEqual([
      contacts.length + 2,
      expect.stringContaining(",Countess,'=Ada,ada@home.example,'+4915112345678,Engines,"),
    ]);
    const other = await service.tenant();
    expect(await importFrom(path, other)).toEqual({ created: 4, updated: 0, unchanged: 0, failed: 0 });
    const fields = ({ firstName, lastName, email, phone, companyName, externalRef }: Record<string, unknown>) =>
      [firstName, lastName, email, phone, companyName, externalRef].join();
    expect((await shown(other)).map(fields).sort()).toEqual(contacts.map(fields).sort());
  });

  it('writes each contact as it is at one time, with the addresses that it then owns', async () => {
    const tenant = await service.tenant();
    const { tenantId } = tenant;
    const [from, to] = [await create(tenant, { name: 'A', email: 'a@b.de' }), await create(tenant, { name: 'B' })];
    let isFirst = true;
    service.proxy.intercept = async (operation): Promise<'pass'> => {
      if (operation === 'BatchGetItem' && isFirst) {
        isFirst = false;
        const body = { kind: 'email', value: 'a@b.de', takeFrom: from };
        await call(addIdentity, { ...tenant, id: to, body, method: 'POST' });
      }
      return 'pass';
    };
    const exported = (await Array.fromAsync(exportContacts(tenantId))).flat();
    service.proxy.intercept = () => 'pass';
    expect(exported.map(({ claims }) => claims.map(({ contactId }) => contactId))).toEqual(
      exported.map(({ contact }) => Object.keys(contact.identities).map(keys.identity)),
    );
  });
});
