import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as deriveCompany } from '../../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as publishChange } from '../../../handlers/events/publishChange.ts';
import { anna } from '../../lib/crm/servers/findContact.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { beforeFirst } from '../../support/dynamoDbProxy.ts';
import { captureMetrics } from '../../support/metrics.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { email, startLookups } from './lookups.ts';

const { service, records, crm, create, resolve } = await startLookups();
const bus = await startTestBus();
const readNewRecords = followStream();
const counted = captureMetrics();

const received = (address: string, displayName: string, minute = 0) =>
  messageOf('channel.message_received', {
    messageId: randomUUID(),
    tenantId: crm.tenant.tenantId,
    channel: 'email',
    sender: { address, displayName },
    conversationId: 'c',
    receivedAt: `2026-11-23T09:${10 + minute}:00Z`,
  });
const publish = async () => deliverRecords(publishChange, await readNewRecords());

describe('a message is counted', () => {
  it('as new, known or ignored for a reason, with the ids by which its log lines are found', async () => {
    const message = received('anna@acme.de', 'Anna');
    await deliver(detectSender, [message]);
    await deliver(detectSender, [received('anna@acme.de', 'Anna B.', 1), received('no-reply@acme.de', 'Acme')]);
    expect(counted.map(({ Messages, outcome }) => [Messages, outcome])).toEqual(
      expect.arrayContaining([
        [1, 'new'],
        [1, 'known'],
        [1, 'no_reply'],
      ]),
    );
    expect(counted).toHaveLength(3);
    expect(counted[0]).toMatchObject({
      requestId: expect.any(String),
      record: message.messageId,
      event: JSON.parse(message.body).id,
      tenantId: crm.tenant.tenantId,
    });
    expect(JSON.stringify(counted)).not.toMatch(/anna|acme/i);
  });

  it('once as new, if several of one sender arrive at the same time', async () => {
    await deliver(
      detectSender,
      Array.from({ length: 10 }, (_, i) => received('anna@acme.de', 'Anna', i)),
    );
    const outcomes = counted.flatMap(({ Messages, outcome }) => (Messages ? [outcome] : []));
    expect(outcomes.sort()).toEqual([...Array(9).fill('known'), 'new']);
  });
});

describe('a change of a contact is counted', () => {
  it('once, from the stream, by the source that was written', async () => {
    await readNewRecords();
    const { id } = await create({ name: 'Anna', email: 'anna@acme.de' });
    await call(updateContact, { ...crm.tenant, id, body: { name: 'Anna Smith' } });
    await call(linkContact, { ...crm.tenant, id, body: { externalRef: 'crm-9' }, method: 'PUT' });
    await deliver(detectSender, [received('grace@hopper.example', 'Grace')]);
    counted.length = 0;
    await publish();
    for (const message of bus.received('DeriveCompanyQueue')) await deliver(deriveCompany, [message]);
    await publish();
    const kinds = counted.flatMap(({ ContactsCreated, ContactsUpdated, source }) => [
      ...(ContactsCreated ? [`created ${source}`] : []),
      ...(ContactsUpdated ? [`updated ${source}`] : []),
    ]);
    expect(kinds.sort()).toEqual([
      'created manual',
      'created sender',
      'updated domain',
      'updated domain',
      'updated manual',
      'updated manual',
    ]);
  });
});

describe('a lookup is counted', () => {
  it('by its outcome', async () => {
    const { id } = await create({ email });
    await resolve(id);
    records.push(anna);
    await resolve(id);
    expect(counted.map(({ Lookups, outcome }) => [Lookups, outcome])).toEqual([
      [1, 'nobody'],
      [1, 'match'],
    ]);
  });
});

describe('a conflict is counted', () => {
  it('when the request of a caller is repeated because of it', async () => {
    const { body } = await call(createContact, { ...crm.tenant, body: { name: 'Anna' }, method: 'POST' });
    beforeFirst(service.proxy, 'TransactWriteItems', async () => {
      await call(updateContact, { ...crm.tenant, id: body.id, body: { name: 'Bea' } });
    });
    const { status, headers } = await call(updateContact, { ...crm.tenant, id: body.id, body: { email } });
    expect([status, counted]).toMatchObject([200, [{ ConflictsRetried: 1, requestId: headers['x-request-id'] }]]);
  });
});
