import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { jest } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as publishChange } from '../../../handlers/events/publishChange.ts';
import { assertOn } from '../../../lib/contacts/change.ts';
import { changeContact } from '../../../lib/dynamo/contacts/changeContact.ts';
import { putSettings } from '../../../lib/dynamo/tenants/settings.ts';
import { contactCreated } from '../../../schemas/compiled/events/contactCreated.js';
import { contactUpdated } from '../../../schemas/compiled/events/contactUpdated.js';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { storeCrmMatch } from '../../support/crmMatch.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';

const service = await startService();
const readNewRecords = followStream();
const bus = await startTestBus();

let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
  await readNewRecords();
});

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const patch = (id: string, body: object) =>
  call(updateContact, { ...tenant, id, body, headers: { 'content-type': 'application/merge-patch+json' } });
const received = (sender: object) =>
  messageOf('channel.message_received', {
    messageId: 'm',
    tenantId: tenant.tenantId,
    channel: 'email',
    sender,
    conversationId: 'c',
    receivedAt: '2026-11-23T09:30:00Z',
  });

const queues = ['DeriveCompanyQueue', 'ResolveInCrmQueue'] as const;

/** The events that reached each queue through changes since the previous call. */
async function published() {
  await deliverRecords(publishChange, await readNewRecords());
  const [derive = [], resolve = []] = queues.map((queue) => bus.received(queue).map(({ body }) => JSON.parse(body)));
  return { derive, resolve };
}

/** The queues that the events since the previous call reached, once per event. */
async function reachedQueues(): Promise<string[]> {
  const { derive, resolve } = await published();
  return [...derive.map(() => 'derive'), ...resolve.map(() => 'resolve')];
}

/** Delivers records, and throws if publishChange publishes an event, also one that no rule matches. */
async function deliverWithoutBus(records: readonly DynamoDBRecord[]): Promise<void> {
  const name = process.env.EVENT_BUS_NAME;
  process.env.EVENT_BUS_NAME = 'absent';
  await deliverRecords(publishChange, records).finally(() => {
    process.env.EVENT_BUS_NAME = name;
  });
}

function throwNoStream(): never {
  throw new Error('The bus has no stream');
}

describe('publishChange', () => {
  it('publishes contact.created with ids, version, actor and the fields that have a value', async () => {
    const { id } = await create({ name: 'Anna Smith', email: 'anna@example.com' });
    const { resolve } = await published();
    expect(resolve).toMatchObject([
      {
        source: 'contact-service',
        'detail-type': 'contact.created',
        detail: {
          tenantId: tenant.tenantId,
          contactId: id,
          version: 1,
          changed: ['resolutionStatus', 'firstName', 'lastName', 'email'],
          actor: expect.stringMatching(/^key:/),
        },
      },
    ]);
    expect(contactCreated.detail(resolve[0].detail)).toBe(true);
  });

  it('publishes contact.updated with the version of the etag and the fields that changed', async () => {
    const { id } = await create({ name: 'Anna', email: 'anna@example.com' });
    await published();
    const { headers } = await patch(id, { firstName: 'Bea', lastName: null, email: 'bea@example.com' });
    const { derive } = await published();
    expect(derive).toMatchObject([
      { 'detail-type': 'contact.updated', detail: { contactId: id, changed: ['firstName', 'email'] } },
    ]);
    expect(`"${derive[0].detail.version}"`).toBe(headers.etag);
    expect(contactUpdated.detail(derive[0].detail)).toBe(true);
  });

  it('publishes values of fields only if the tenant wants them', async () => {
    await create({ name: 'Anna Smith', email: 'anna@example.com', phone: '+49301234567', companyName: 'Acme' });
    const { resolve } = await published();
    expect(JSON.stringify(resolve)).not.toMatch(/Anna|Smith|example|1234567|Acme/);
    expect(resolve).toHaveLength(1);

    tenant = await service.tenant();
    await putSettings(tenant.tenantId, { ownDomains: [], freeMailExceptions: [], eventValues: true }, 'key:1');
    await create({ email: 'anna@example.com' });
    const [event] = (await published()).resolve;
    expect(event.detail.changes).toContainEqual({ field: 'email', before: null, after: 'anna@example.com' });
    expect(contactCreated.detail(event.detail)).toBe(true);
  });

  it('publishes an event with the same id each time', async () => {
    await create({ email: 'anna@example.com' });
    const records = await readNewRecords();
    const ids = [];
    for (const delivery of [records, records]) {
      await deliverRecords(publishChange, delivery);
      ids.push(...bus.received('ResolveInCrmQueue').map(({ body }) => JSON.parse(body).detail.id));
    }
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('publishes contact.resolved and contact.unresolved after contact.updated', async () => {
    const { id } = await create({ name: 'Anna' });
    await published();
    const { body } = await fetch(`${bus.url}/events`);
    const lines = createInterface(Readable.fromWeb(body ?? throwNoStream()))[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value ?? '');
    for (const [handler, request, type] of [
      [linkContact, { body: { externalRef: 'crm-1' }, method: 'PUT' }, 'contact.resolved'],
      [unlinkContact, { method: 'DELETE' }, 'contact.unresolved'],
    ] as const) {
      await call(handler, { ...tenant, id, ...request });
      await published();
      const events = [await next(), await next()];
      expect(events.map((event) => event['detail-type'])).toEqual(['contact.updated', type]);
      expect(events[1].detail).toMatchObject({ contactId: id, changed: ['externalRef', 'resolutionStatus'] });
    }
    await lines.return?.();
  });

  it('publishes nothing for a change that callers do not see', async () => {
    await deliver(detectSender, [received({ address: 'anna@example.com', displayName: 'Anna' })]);
    const { derive } = await published();
    // A person confirms the name of a machine.
    await patch(derive[0].detail.contactId, { name: 'Anna' });
    const records = await readNewRecords();
    expect(records).toHaveLength(1);
    await expect(deliverWithoutBus(records)).resolves.toBeUndefined();
  });

  it('publishes contact.erased, without any value, when a contact was erased', async () => {
    const { id } = await create({ name: 'Anna', email: 'anna@example.com' });
    await published();
    const { body } = await fetch(`${bus.url}/events`);
    const lines = createInterface(Readable.fromWeb(body ?? throwNoStream()))[Symbol.asyncIterator]();
    const { erasedAt } = (await call(deleteContact, { ...tenant, id, method: 'DELETE' })).body;
    await published();
    const { 'detail-type': type, detail } = JSON.parse((await lines.next()).value ?? '');
    const { tenantId } = tenant;
    expect([type, detail]).toEqual([
      'contact.erased',
      { id: `${id}:2:erased`, tenantId, contactId: id, version: 2, changedAt: expect.stringMatching(/Z$/) },
    ]);
    expect(Math.abs(Date.parse(detail.changedAt) - Date.parse(erasedAt))).toBeLessThan(60_000);
    await lines.return?.();
  });

  it('publishes an event again if the bus did not accept it', async () => {
    await create({ email: 'anna@example.com' });
    const records = await readNewRecords();
    const name = process.env.EVENT_BUS_NAME;
    process.env.EVENT_BUS_NAME = 'absent';
    const log = jest.spyOn(console, 'error').mockImplementation(() => {
      process.env.EVENT_BUS_NAME = name;
    });
    await deliverRecords(publishChange, records);
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
    expect(await reachedQueues()).toEqual(['derive', 'resolve']);
  });
});

describe('the rules of the bus', () => {
  it('route a contact that is created with an email to deriveCompany and resolveInCrm', async () => {
    await create({ email: 'anna@example.com' });
    expect(await reachedQueues()).toEqual(['derive', 'resolve']);
  });

  it('route the contact of a new sender to both', async () => {
    await deliver(detectSender, [received({ address: 'anna@example.com' })]);
    expect(await reachedQueues()).toEqual(['derive', 'resolve']);
  });

  it('route a changed email to both, and a changed phone only to resolveInCrm', async () => {
    const { id } = await create({ email: 'anna@example.com' });
    await published();
    await patch(id, { email: 'new@example.com' });
    expect(await reachedQueues()).toEqual(['derive', 'resolve']);
    await patch(id, { phone: '+49301234567' });
    expect(await reachedQueues()).toEqual(['resolve']);
    await patch(id, { email: null });
    expect(await reachedQueues()).toEqual(['derive', 'resolve']);
  });

  it('route changes of other fields to neither', async () => {
    const { id } = await create({ name: 'Anna' });
    await patch(id, { name: 'Anna Smith', companyName: 'Acme' });
    expect(await reachedQueues()).toEqual([]);
  });

  it('route a link that a person makes, moves, confirms or removes to resolveInCrm, once', async () => {
    const confirmed = await create({ name: 'Bo' });
    await storeCrmMatch(tenant.tenantId, confirmed.id, 'crm-3');
    const { id } = await create({ name: 'Anna' });
    await published();
    await call(linkContact, { ...tenant, id: confirmed.id, body: { externalRef: 'crm-3' }, method: 'PUT' });
    expect(await reachedQueues()).toEqual(['resolve']);
    for (const externalRef of ['crm-1', 'crm-2']) {
      await call(linkContact, { ...tenant, id, body: { externalRef }, method: 'PUT' });
      expect(await reachedQueues()).toEqual(['resolve']);
    }
    await call(unlinkContact, { ...tenant, id, method: 'DELETE' });
    expect(await reachedQueues()).toEqual(['resolve']);
  });

  it('route what the CRM has changed to no lookup', async () => {
    const { id } = await create({ name: 'Anna' });
    await published();
    const actor = 'crm:crm.example';
    await changeContact({ tenantId: tenant.tenantId, contactId: id, requestId: randomUUID() }, (contact) => ({
      ...assertOn(contact, 'crm', { email: ['anna@example.com', 1, actor] }, { actor, at: Date.now() }),
      link: { resolutionStatus: 'crm_resolved', externalRef: 'crm-1', resolvedAt: new Date().toISOString() },
    }));
    expect(await reachedQueues()).toEqual(['derive']);
  });
});
