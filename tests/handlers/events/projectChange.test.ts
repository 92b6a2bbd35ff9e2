import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { call } from '../../support/call.ts';
import { deliver, lambdaContext, messageOf } from '../../support/deliver.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { readPartition } from '../../support/table.ts';
import { sizeOf } from '../../support/units.ts';

const service = await startService();
const readNewRecords = followStream();
const logged = captureLog();

let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
  await readNewRecords();
});

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const patch = async (id: string, body: object) =>
  (await call(updateContact, { ...tenant, id, body, headers: { 'content-type': 'application/merge-patch+json' } }))
    .body;

const entries = async () =>
  (await readPartition(tenant.tenantId)).filter(({ contactId }) => String(contactId).startsWith('#history#'));

/** A contact that was changed three times, once without a difference, and the records of all that. */
async function changedContact() {
  const { id } = await create({ name: 'Anna Smith', email: 'anna@example.com' });
  await patch(id, { name: 'Bea Smith' });
  await patch(id, { name: 'Bea Smith' });
  await patch(id, { email: null, companyName: 'Acme' });
  return { id, records: await readNewRecords() };
}

describe('projectChange', () => {
  it('writes one entry for each visible change, under the id of the contact and its version', async () => {
    const { id, records } = await changedContact();
    await deliverRecords(projectChange, records);
    expect(await entries()).toMatchObject([
      {
        contactId: `#history#${id}#0000000001`,
        version: 1,
        changed: { resolutionStatus: [null, 'manual'], firstName: [null, 'manual'], email: [null, 'manual'] },
        actor: expect.stringMatching(/^key:/),
      },
      { contactId: `#history#${id}#0000000002`, version: 2, changed: { firstName: ['Anna', 'manual'] } },
      {
        contactId: `#history#${id}#0000000003`,
        version: 3,
        after: { firstName: 'Bea', email: null, companyName: 'Acme' },
        changed: { email: ['anna@example.com', 'manual'], companyName: [null, 'manual'] },
      },
    ]);
  });

  it('writes the same entries, each once, if records are delivered again, in any order', async () => {
    const { records } = await changedContact();
    await deliverRecords(projectChange, records);
    const once = await entries();
    for (const record of [...records, ...records.toReversed()]) await deliverRecords(projectChange, [record]);
    expect(await entries()).toEqual(once);
    expect(logged).toEqual([]);
  });

  it('gives an entry whose write was late the time of another write, so that the feed does not miss it', async () => {
    const { records } = await changedContact();
    const [first] = records;
    let delays = 2;
    service.proxy.intercept = (operation) => {
      if (operation === 'PutItem' && delays-- > 0) passTime(60_000);
      return 'pass';
    };
    const begin = Date.now();
    await deliverRecords(projectChange, first ? [first] : []);
    service.proxy.intercept = () => 'pass';
    const [entry, ...more] = await entries();
    expect(more).toEqual([]);
    expect(Date.parse(String(entry?.feedKey).slice(0, 24))).toBeGreaterThanOrEqual(begin + 120_000);
  });

  it('reports a record that it cannot read, writes nothing of that contact after it, and all of the others', async () => {
    const { id, records } = await changedContact();
    const { id: other } = await create({ name: 'Cleo' });
    const [first, second, ...rest] = records;
    const poison = { ...second, dynamodb: { ...second?.dynamodb, NewImage: { sources: { S: 'broken' } } } };
    const Records: DynamoDBRecord[] = [first ?? {}, poison, ...rest, ...(await readNewRecords())];
    const { batchItemFailures } = await projectChange({ Records }, lambdaContext());
    expect(batchItemFailures).toEqual([{ itemIdentifier: second?.dynamodb?.SequenceNumber }]);
    const written = (await entries()).map(({ contactId }) => contactId);
    expect(written.sort()).toEqual([`#history#${id}#0000000001`, `#history#${other}#0000000001`].sort());
    // What an operator does once the record can be read.
    await deliverRecords(projectChange, records);
    expect((await entries()).filter(({ contactId }) => String(contactId).includes(id))).toHaveLength(3);
  });

  it('writes an entry of one write unit for a usual contact', async () => {
    const sender = { address: 'henrik@acme-customer.de', displayName: 'Henrik B. Larsen' };
    const ids = { messageId: 'm-1', tenantId: tenant.tenantId, channel: 'email', conversationId: 'c-1' };
    await deliver(detectSender, [
      messageOf('channel.message_received', { ...ids, sender, receivedAt: '2026-11-23T09:30:00Z' }),
    ]);
    const [record] = await readNewRecords();
    await patch(record?.dynamodb?.Keys?.contactId?.S ?? '', { name: 'Henrik Larsen', phone: '+4915112345678' });
    await deliverRecords(projectChange, [...(record ? [record] : []), ...(await readNewRecords())]);
    const all = await entries();
    expect(all).toHaveLength(2);
    for (const entry of all) expect(sizeOf(marshall(entry))).toBeLessThan(1024);
  });
});
