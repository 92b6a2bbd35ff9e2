import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { call } from '../../support/call.ts';
import { deliver, deliverAll, type Message, messageOf } from '../../support/deliver.ts';
import { beforeRetry, broken, throttled } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();
let tenant = await service.tenant();
const logged = captureLog(({ message }) => message !== 'audit');

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const minute = (n: number) => new Date(Date.UTC(2026, 10, 23, 9, n)).toISOString();
const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });
const patch = (id: string, body: object) => call(updateContact, { ...tenant, id, body });

/** An event with facts about a contact, observed at a minute of one hour. */
const factsEvent = (contactId: string, facts: object, at = 0, more: object = {}): Message =>
  messageOf('conversation.updated', { tenantId: tenant.tenantId, contactId, facts, observedAt: minute(at), ...more });
const enrich = (...messages: Message[]) => deliver(enrichContact, messages);

describe('facts from a conversation', () => {
  it('fill empty fields, with the source conversation', async () => {
    const { id } = await create({ name: 'Anna' });
    const facts = { email: 'anna@acme.de', phone: '+4915112345678', companyName: 'Acme' };
    const event = messageOf('conversation.updated', {
      tenantId: tenant.tenantId.toUpperCase(),
      contactId: id.toUpperCase(),
      facts,
      observedAt: minute(3),
    });
    expect(await enrich(event)).toEqual([]);
    const { body, headers } = await get(id);
    expect([body, headers.etag]).toEqual([expect.objectContaining({ firstName: 'Anna', ...facts }), '"2"']);
    const { body: sources } = await call(getSources, { ...tenant, id, method: 'GET' });
    const by = `event:${JSON.parse(event.body).id}`;
    expect(sources.email).toEqual({ value: 'anna@acme.de', source: 'conversation', since: minute(3), by, others: [] });
  });

  it('do not override values from a person, and are listed in the sources', async () => {
    const { id } = await create({ name: 'Anna Smith', companyName: 'Acme' });
    const before = (await get(id)).body;
    await enrich(factsEvent(id, { firstName: 'Bea', lastName: 'Jones', companyName: 'Other' }));
    expect((await get(id)).body).toEqual(before);
    const { body: sources } = await call(getSources, { ...tenant, id, method: 'GET' });
    expect(sources.lastName).toMatchObject({
      value: 'Smith',
      source: 'manual',
      others: [{ source: 'conversation', value: 'Jones', since: minute(0) }],
    });
  });

  it('have addresses in the form in which all others have them', async () => {
    const { id } = await create({ name: 'Anna' });
    const facts = { email: '\u202aan\u200bna@acme.de\u202c', phone: '+4903012345678' };
    expect(await enrich(factsEvent(id, facts))).toEqual([]);
    expect((await get(id)).body).toMatchObject({ email: 'anna@acme.de', phone: '+493012345678' });
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
  });

  it.each([
    ['+49 (0)151 / 12345678', undefined, '+4915112345678'],
    ['0151 12345678', 'DE', '+4915112345678'],
    ['(011) 5555-1234', 'AR', '+541155551234'],
    ['0151 12345678', undefined, null],
    ['+49 151 12345678 ext. 7', 'DE', null],
    ['call me', 'DE', null],
  ])('have the phone %s of a tenant with the country %s as that of a sender: %s', async (phone, country, shown) => {
    const body = { ownDomains: [], freeMailExceptions: [], ...(country && { defaultCountry: country }) };
    await call(putSettings, { ...tenant, body, method: 'PUT' });
    const { id } = await create({ name: 'Anna' });
    expect(await enrich(factsEvent(id, { phone, companyName: 'Acme' }))).toEqual([]);
    expect((await get(id)).body).toMatchObject({ phone: shown, companyName: 'Acme' });
    const entries = shown === null ? [{ message: 'phone ignored', contactId: id, reason: 'no_phone' }] : [];
    expect(logged).toMatchObject(entries);
    expect(JSON.stringify(logged)).not.toMatch(/12345678|call me/);
  });

  it('are compared field by field, and the later observation counts', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const conversationId = 'c-1';
    await enrich(factsEvent(id, { firstName: 'Anna', companyName: 'New' }, 5, { conversationId }));
    await enrich(factsEvent(id, { lastName: 'Smith', companyName: 'Old' }, 1, { conversationId }));
    await enrich(factsEvent(id, { firstName: 'Late' }, 4));
    expect((await get(id)).body).toMatchObject({ firstName: 'Anna', lastName: 'Smith', companyName: 'New' });
    const { body: sources } = await call(getSources, { ...tenant, id, method: 'GET' });
    expect(sources.lastName).toMatchObject({ by: 'conversation:c-1', since: minute(1) });
  });

  it.each([
    ['two conversations', { conversationId: 'c-1' }, { conversationId: 'c-2' }],
    ['two events that name no conversation', {}, { conversationId: null }],
  ])('show of the parts of a name from %s the later one, in any order', async (_, first, second) => {
    for (const isReversed of [false, true]) {
      const { id } = await create({ email: `${crypto.randomUUID()}@acme.de` });
      const events = [
        factsEvent(id, { firstName: 'Anna', lastName: 'Smith' }, 1, first),
        factsEvent(id, { lastName: 'Jones' }, 2, second),
      ];
      for (const event of isReversed ? events.toReversed() : events) expect(await enrich(event)).toEqual([]);
      expect((await get(id)).body).toMatchObject({ firstName: null, lastName: 'Jones' });
    }
  });

  it('count as observed now where the clock of their producer is ahead, so that later ones replace them', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const observedAt = '2062-11-23T09:00:00Z';
    await enrich(factsEvent(id, { companyName: 'From 2062' }, 0, { observedAt }));
    const later = new Date(Date.now() + 60_000).toISOString();
    await enrich(factsEvent(id, { companyName: 'Now' }, 0, { observedAt: later }));
    expect((await get(id)).body).toMatchObject({ companyName: 'Now' });
  });

  it('are stored without those that are invalid, which are logged without their values', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const facts = { firstName: '\u200b\u3164', email: 'nobody', phone: '0151 1'.repeat(20), companyName: 'Acme' };
    expect(await enrich(factsEvent(id, facts))).toEqual([]);
    expect(logged).toMatchObject(
      ['/facts/firstName', '/facts/email', '/facts/phone'].map((pointer) => ({ message: 'field ignored', pointer })),
    );
    expect(JSON.stringify(logged)).not.toMatch(/nobody|0151/);
    const { sources } = (await readItems(tenant.tenantId)).contacts[0] ?? {};
    expect(Object.keys(sources?.conversation ?? {})).toEqual(['companyName']);
  });

  it('are stored without an email whose domain cannot exist', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    expect(await enrich(factsEvent(id, { email: 'a@x\u05d0y.de', companyName: 'Acme' }))).toEqual([]);
    expect(logged).toMatchObject([{ message: 'email ignored', reason: 'impossible_domain' }]);
    expect((await get(id)).body).toMatchObject({ email: null, companyName: 'Acme' });
  });

  it('with one part of a name state nothing about the other part', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    await enrich(factsEvent(id, { firstName: 'Anna' }, 5));
    const { body: sources } = await call(getSources, { ...tenant, id, method: 'GET' });
    expect(sources.lastName).toEqual({ value: null, source: 'conversation', since: null, by: null, others: [] });
  });

  it('about a merged contact show in its survivor, and stay apart', async () => {
    const survivor = await create({ name: 'Survivor' });
    const merged = await create({ name: 'Merged' });
    await call(mergeContacts, { ...tenant, id: survivor.id, body: { duplicateId: merged.id }, method: 'POST' });
    await enrich(factsEvent(merged.id, { companyName: 'Acme', email: 'anna@acme.de' }));
    expect((await get(survivor.id)).body).toMatchObject({ companyName: 'Acme', email: 'anna@acme.de' });
    const { claims } = await readItems(tenant.tenantId);
    expect(claims['email#anna@acme.de']?.ownerId).toBe(merged.id);
  });

  it('about an unknown contact are ignored and logged', async () => {
    expect(await enrich(factsEvent(crypto.randomUUID(), { companyName: 'X' }))).toEqual([]);
    expect(logged).toMatchObject([{ message: 'facts ignored', reason: 'contact_not_found' }]);
  });
});

describe('an email or phone from a conversation', () => {
  it('is claimed by the contact if it is free', async () => {
    const { id } = await create({ name: 'Anna' });
    await enrich(factsEvent(id, { email: 'Anna@Acme.de', phone: '+4915112345678' }));
    for (const query of [{ email: 'anna@acme.DE' }, { phone: '+4915112345678' }]) {
      const { body } = await call(listContacts, { ...tenant, query, method: 'GET' });
      expect(body.data.map((each: { id: string }) => each.id)).toEqual([id]);
    }
  });

  it('that another contact owns stays with it; the other facts are stored, and a duplicate is suggested once', async () => {
    const owner = await create({ name: 'Owner', email: 'anna@acme.de' });
    const { id } = await create({ name: 'Anna' });
    const event = factsEvent(id, { email: 'anna@acme.de', companyName: 'Acme' });
    expect(await enrich(event)).toEqual([]);
    expect((await get(id)).body).toMatchObject({ email: null, companyName: 'Acme' });
    expect((await get(owner.id)).body).toEqual(owner);
    const after = await readItems(tenant.tenantId);
    const [first, second] = [id, owner.id].sort();
    const reason = { 'reason:email': { key: 'email#anna@acme.de' } };
    expect(after.duplicates).toMatchObject([
      { contactId: `#duplicate#${first}#${second}`, ...reason },
      { contactId: `#duplicate#${second}#${first}`, ...reason },
    ]);
    expectClaimsToMatchIdentities(after);
    await enrich(event);
    expect(await readItems(tenant.tenantId)).toEqual(after);
  });

  it('is released when a later one replaces it', async () => {
    const { id } = await create({ name: 'Anna' });
    await enrich(factsEvent(id, { email: 'first@acme.de' }, 1));
    await enrich(factsEvent(id, { email: 'second@acme.de' }, 2));
    const after = await readItems(tenant.tenantId);
    expect(Object.keys(after.claims)).toEqual(['email#second@acme.de']);
    expectClaimsToMatchIdentities(after);
  });

  it('is released when a person states another one, and a later one is not claimed', async () => {
    const { id } = await create({ name: 'Anna' });
    await enrich(factsEvent(id, { email: 'typo@acme.de' }, 1));
    await patch(id, { email: 'anna@acme.de' });
    await enrich(factsEvent(id, { email: 'third@acme.de' }, 2));
    const after = await readItems(tenant.tenantId);
    expect(Object.keys(after.claims)).toEqual(['email#anna@acme.de']);
    expectClaimsToMatchIdentities(after);
  });

  it('is released when a person clears the field, and a later one is not claimed', async () => {
    const { id } = await create({ name: 'Mallory' });
    await enrich(factsEvent(id, { email: 'bob@acme.de' }, 1));
    const headers = { 'content-type': 'application/merge-patch+json' };
    await call(updateContact, { ...tenant, id, body: { email: null }, headers });
    const bob = await create({ name: 'Bob', email: 'bob@acme.de' });
    await enrich(factsEvent(id, { email: 'robert@acme.de' }, 2));
    const after = await readItems(tenant.tenantId);
    expect(Object.entries(after.claims)).toMatchObject([['email#bob@acme.de', { ownerId: bob.id }]]);
    expectClaimsToMatchIdentities(after);
    expect((await get(id)).body.email).toBeNull();
  });

  it("at one of the tenant's own domains is ignored, and the other facts are stored", async () => {
    const body = { ownDomains: ['our-company.de'], freeMailExceptions: [] };
    await call(putSettings, { ...tenant, body, method: 'PUT' });
    const { id } = await create({ name: 'Anna' });
    await enrich(factsEvent(id, { email: 'agent@our-company.de', companyName: 'Acme' }));
    expect((await get(id)).body).toMatchObject({ email: null, companyName: 'Acme' });
    expect(logged).toMatchObject([{ message: 'email ignored', reason: 'own_domain' }]);
  });

  it('is claimed by one of three contacts that receive it concurrently', async () => {
    const contacts = await Promise.all(['One', 'Two', 'Three'].map((name) => create({ name })));
    await deliverAll(
      enrichContact,
      contacts.map(({ id }) => factsEvent(id, { email: 'shared@acme.de', companyName: 'Acme' })),
    );
    const after = await readItems(tenant.tenantId);
    expectClaimsToMatchIdentities(after);
    expect(Object.keys(after.claims)).toEqual(['email#shared@acme.de']);
    expect(after.duplicates).toHaveLength(2 * 2);
    expect(after.contacts.map(({ sources }) => sources.conversation?.companyName?.[0])).toEqual([
      'Acme',
      'Acme',
      'Acme',
    ]);
  });
});

describe('the requests to DynamoDB', () => {
  async function operationsOf(...messages: Message[]): Promise<string[]> {
    service.proxy.operations.length = 0;
    await enrich(...messages);
    return [...service.proxy.operations];
  }

  it('are only reads if nothing is new', async () => {
    const { id } = await create({ name: 'Anna' });
    const event = factsEvent(id, { companyName: 'Acme', email: 'anna@acme.de' }, 5);
    // After this event, the settings of the tenant are cached for one second.
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await enrich(factsEvent(crypto.randomUUID(), { email: 'anna@acme.de' }));
    expect(await operationsOf(event)).toEqual(['GetItem', 'TransactWriteItems']);
    expect(await operationsOf(event)).toEqual(['GetItem']);
    expect(await operationsOf(factsEvent(id, { companyName: 'Old' }, 4))).toEqual(['GetItem']);
    expect(await operationsOf(factsEvent(id, {}, 6))).toEqual(['GetItem']);
  });

  it('are a read and a write for a new fact', async () => {
    const { id } = await create({ name: 'Anna' });
    expect(await operationsOf(factsEvent(id, { companyName: 'Acme' }))).toEqual(['GetItem', 'UpdateItem']);
    const phone = '+4915112345678';
    expect(await operationsOf(factsEvent(id, { phone }))).toEqual(['GetItem', 'TransactWriteItems']);
  });

  it("do not name another tenant, although the event has the id of that tenant's contact", async () => {
    const own = tenant;
    tenant = await service.tenant();
    const foreign = await create({ name: 'Foreign', email: 'foreign@acme.de' });
    const other = tenant;
    tenant = own;
    const bodies: string[] = [];
    service.proxy.intercept = (_, body) => {
      bodies.push(body);
      return 'pass';
    };
    expect(await enrich(factsEvent(foreign.id, { companyName: 'Stolen', email: 'x@acme.de' }))).toEqual([]);
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(body).not.toContain(other.tenantId);
    tenant = other;
    expect((await get(foreign.id)).body).toEqual(foreign);
  });
});

describe('an invalid event', () => {
  it.each<[string, object, string]>([
    ['an invalid tenant id', { tenantId: 'x' }, '/tenantId'],
    ['an invalid contact id', { contactId: '#settings' }, '/contactId'],
    ['an empty conversation id', { conversationId: ' ' }, '/conversationId'],
    ['no facts', { facts: null }, '/facts'],
    ['no time', { observedAt: undefined }, '/observedAt'],
    ['a day that does not exist', { observedAt: '2026-02-30T09:30:00Z' }, '/observedAt'],
    ['a later version', { version: 2 }, '/version'],
  ])('with %s fails and writes nothing', async (_, more, pointer) => {
    const { id } = await create({ name: 'Anna' });
    const before = await readItems(tenant.tenantId);
    const bad = factsEvent(id, { companyName: 'Acme' }, 0, more);
    expect(await enrich(bad)).toEqual([bad]);
    expect(logged).toMatchObject([{ code: 'invalid', pointers: [pointer] }]);
    expect(await readItems(tenant.tenantId)).toEqual(before);
  });
});

it('changes a contact once if a reply is lost, and does not undo what a person does before the retry', async () => {
  const { id } = await create({ name: 'Anna' });
  const later = () => patch(id, { companyName: 'Acme' });
  const isRepeated = beforeRetry(service.proxy, 'UpdateItem', later);
  expect([await enrich(factsEvent(id, { companyName: 'Heard' })), isRepeated()]).toEqual([[], true]);
  const { headers, body } = await get(id);
  expect([headers.etag, body.companyName]).toEqual(['"3"', 'Acme']);
  const [contact] = (await readItems(tenant.tenantId)).contacts;
  // Of the creation, the facts and the person.
  expect(contact?.writeIds.filter((writeId) => writeId !== '')).toHaveLength(3);
});

it('keeps the newest value of each field from 50 events although every fifth request fails', async () => {
  const { id } = await create({ name: 'Anna' });
  const facts = (i: number) =>
    i % 2 === 0 ? { companyName: `Company ${i}` } : { email: `anna${i}@acme.de`, companyName: `Company ${i}` };
  const messages = Array.from({ length: 50 }, (_, i) => factsEvent(id, facts(i), i));
  let calls = 0;
  const faults = ['lose the reply', throttled, broken] as const;
  service.proxy.intercept = () => (++calls % 5 === 0 ? (faults[calls % 3] ?? 'pass') : 'pass');
  await deliverAll(enrichContact, messages.toReversed());
  service.proxy.intercept = () => 'pass';
  expect((await get(id)).body).toMatchObject({ companyName: 'Company 49', email: 'anna49@acme.de' });
  const after = await readItems(tenant.tenantId);
  expect(Object.keys(after.claims)).toEqual(['email#anna49@acme.de']);
  expectClaimsToMatchIdentities(after);
});
