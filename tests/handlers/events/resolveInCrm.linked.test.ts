import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as publishChange } from '../../../handlers/events/publishChange.ts';
import { handler as resolveInCrm } from '../../../handlers/events/resolveInCrm.ts';
import { findResolution } from '../../../lib/dynamo/resolution/resolution.ts';
import { anna, type Match } from '../../lib/crm/servers/findContact.ts';
import { methodsOf } from '../../lib/crm/servers/serve.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { deliver } from '../../support/deliver.ts';
import { broken } from '../../support/dynamoDbProxy.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';
import { email, startLookups } from './lookups.ts';

const {
  service,
  server,
  records,
  crm,
  connect,
  connectById,
  connection,
  get,
  create,
  patch,
  link,
  unlink,
  attempt,
  resolve,
} = await startLookups();
const readNewRecords = followStream();
const bus = await startTestBus();

/** Creates a contact that a lookup has linked to the record crm-1. */
async function resolved(): Promise<string> {
  records.push(anna);
  const { id } = await create({ email });
  await resolve(id);
  expect(await get(id)).toMatchObject({ externalRef: 'crm-1', resolutionStatus: 'crm_resolved' });
  return id;
}

/** Replaces all records of the CRM. */
const nowHas = (...all: Match[]) => records.splice(0, records.length, ...all);
const outcome = async (id: string) => (await attempt(id)).outcome;
const other: Match = { ...anna, externalRef: 'crm-2', lastName: 'Other', phones: [] };
const elsewhere = ['elsewhere@example.com'];

beforeEach(async () => {
  await readNewRecords();
  bus.received('ResolveInCrmQueue');
});
afterEach(async () => expectClaimsToMatchIdentities(await readItems(crm.tenant.tenantId)));

describe('a linked contact that is looked up again', () => {
  it("gets the record's new name and company, and loses what the record states no more", async () => {
    const id = await resolved();
    nowHas({ ...anna, lastName: 'Müller', companyName: 'New AG', phones: [] });
    expect(await resolve(id)).toEqual([]);
    const contact = await get(id);
    expect(contact).toMatchObject({ lastName: 'Müller', companyName: 'New AG', phone: null });
    expect(contact).toMatchObject({ externalRef: 'crm-1', resolutionStatus: 'crm_resolved' });
    expect(await attempt(id)).toMatchObject({ outcome: 'match', nextAttemptAt: expect.any(String) });
  });

  it("has the record's number of the tenant's default country, at first and again", async () => {
    const body = { ownDomains: [], freeMailExceptions: [], defaultCountry: 'DE' };
    expect((await call(putSettings, { ...crm.tenant, body, method: 'PUT' })).status).toBe(200);
    nowHas({ ...anna, phones: ['030 1234567'] });
    const { id } = await create({ email });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', phone: '+49301234567' });
    nowHas({ ...anna, phones: ['030 7654321'] });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', phone: '+49307654321' });
  });

  it('keeps what a person stated', async () => {
    const id = await resolved();
    await patch(id, { name: 'Anna Maria Schmidt' });
    nowHas({ ...anna, lastName: 'Müller' });
    await resolve(id);
    expect(await get(id)).toMatchObject({ firstName: 'Anna Maria', lastName: 'Schmidt' });
  });

  it('does not change, and counts no version, if the record is the same', async () => {
    const id = await resolved();
    const before = await get(id);
    await resolve(id);
    expect(await get(id)).toEqual(before);
  });

  it.each([
    false,
    true,
  ])('keeps its link and its values, and is flagged, if the record is gone (by id: %p)', async (byId) => {
    if (byId) await connectById();
    const id = await resolved();
    const before = await get(id);
    nowHas();
    expect(await resolve(id)).toEqual([]);
    expect([await outcome(id), await get(id)]).toEqual(['gone', before]);
    nowHas({ ...anna, companyName: 'Back AG' });
    await resolve(id);
    expect([await outcome(id), (await get(id)).companyName]).toEqual(['match', 'Back AG']);
  });

  it('is not flagged because its email is another one now', async () => {
    const id = await resolved();
    await patch(id, { email: 'new@example.com' });
    await resolve(id);
    expect([await outcome(id), (await get(id)).externalRef]).toEqual(['match', 'crm-1']);
  });

  it('is not flagged because another connection has no lookup by the address that led to the record', async () => {
    const id = await resolved();
    const byPhone = { by: 'phone', tool: 'find_contact', args: { phone: '{{phone}}' } };
    await connect({ url: server.url, auth: { type: 'none' }, lookups: [byPhone] });
    nowHas();
    await resolve(id);
    expect(await outcome(id)).toBe('not_found');
  });

  it('is not flagged because the record has another email now, if its id finds it', async () => {
    await connectById();
    const id = await resolved();
    nowHas({ ...anna, emails: elsewhere, companyName: 'New AG' });
    await resolve(id);
    expect(await outcome(id)).toBe('match');
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', companyName: 'New AG' });
  });

  it.each([
    ['an error of the tool', { content: [], isError: true }],
    ['an answer that cannot be read', { structuredContent: { people: [] }, content: [] }],
  ])('is not flagged after %s, keeps everything, and is looked up again in an hour', async (_, answer) => {
    const id = await resolved();
    const before = await get(id);
    nowHas();
    crm.whileAsked = () => answer;
    expect(await resolve(id)).toHaveLength(1);
    const { nextAttemptAt, attemptedAt, ...failed } = await attempt(id);
    expect([failed.outcome, await get(id)]).toEqual(['failed', before]);
    expect((Date.parse(nextAttemptAt) - Date.parse(attemptedAt)) / 3_600_000).toBeLessThan(1.2);
  });

  it('is due in the shard of refreshes', async () => {
    const id = await resolved();
    const { tenantId } = crm.tenant;
    expect(await findResolution(tenantId, id)).toMatchObject({ dueShard: expect.stringMatching(/^refresh-/) });
    await unlink(id);
    expect(await findResolution(tenantId, id)).toMatchObject({ dueShard: expect.stringMatching(/^[\da-f]$/) });
  });

  it('whose CRM is paused is postponed', async () => {
    const id = await resolved();
    crm.whileAsked = () => ({ content: [], isError: true });
    for (let n = 0; n < 5; n++) await resolve((await create({ email: `${n}@x.de` })).id);
    expect((await connection()).retryAt).not.toBeNull();
    const asked = server.requests.length;
    expect(await resolve(id)).toEqual([]);
    expect([await outcome(id), server.requests.length]).toEqual(['postponed', asked]);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', lastName: 'Schmidt' });
  });
});

describe('the link of a lookup', () => {
  it.each([
    false,
    true,
  ])('moves to the only other record that has the email if its own is gone (by id: %p)', async (byId) => {
    if (byId) await connectById();
    const id = await resolved();
    nowHas(other);
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-2', lastName: 'Other', phone: null });
    expect(await outcome(id)).toBe('match');
    nowHas(anna, other);
    const second = await create({ phone: '+49301234567' });
    await resolve(second.id);
    expect((await get(second.id)).externalRef).toBe('crm-1');
  });

  it('moves to the only record that has the new email, which the former record does not have', async () => {
    const id = await resolved();
    nowHas(anna, { ...other, emails: ['new@example.com'] });
    await patch(id, { email: 'new@example.com', phone: null });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-2', lastName: 'Other' });
  });

  it('stays while the record has an address of the contact', async () => {
    const id = await resolved();
    nowHas(anna, { ...other, emails: ['new@example.com'] });
    await patch(id, { email: 'new@example.com' });
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', phone: '+49301234567' });
  });

  it('stays if several others have the email, if the other is that of another contact, or if a person refused it', async () => {
    const several = await resolved();
    nowHas(other, { ...other, externalRef: 'crm-3' });
    await resolve(several);
    expect([await outcome(several), (await get(several)).externalRef]).toEqual(['gone', 'crm-1']);

    const owner = await create({ name: 'Owner' });
    await link(owner.id, 'crm-2');
    nowHas(other);
    await resolve(several);
    expect([await outcome(several), (await get(several)).externalRef]).toEqual(['gone', 'crm-1']);
    const { duplicates } = await readItems(crm.tenant.tenantId);
    expect(duplicates.map(({ contactId }) => contactId)).toContain(`#duplicate#${several}#${owner.id}`);
  });

  it('stays if the only other record was refused by a person', async () => {
    nowHas(other);
    const { id } = await create({ email });
    await resolve(id);
    await unlink(id);
    nowHas(anna);
    await resolve(id);
    expect((await get(id)).externalRef).toBe('crm-1');
    nowHas(other);
    await resolve(id);
    expect([await outcome(id), (await get(id)).externalRef]).toEqual(['gone', 'crm-1']);
  });
});

describe('the link of a person', () => {
  it.each([false, true])('to any record brings its data (by id: %p)', async (byId) => {
    if (byId) await connectById();
    records.push({ ...anna, emails: byId ? elsewhere : [email] });
    const { id } = await create(byId ? { name: 'Anna' } : { email });
    await link(id, 'crm-1');
    await resolve(id);
    expect(await get(id)).toMatchObject({
      resolutionStatus: 'manually_resolved',
      lastName: 'Schmidt',
      companyName: 'Example GmbH',
      phone: '+49301234567',
    });
    expect(await outcome(id)).toBe('match');
  });

  it.each([false, true])('to a record that no lookup finds is not_found, and stays (by id: %p)', async (byId) => {
    if (byId) await connectById();
    const { id } = await create({ email });
    const { body } = await link(id, 'absent');
    expect(await resolve(id)).toEqual([]);
    expect([await outcome(id), await get(id)]).toEqual(['not_found', body]);
  });

  it('to a record that the connection cannot look up is not_found, with the reason', async () => {
    const { id } = await create({ name: 'Anna' });
    await link(id, 'crm-1');
    const asked = server.requests.length;
    await resolve(id);
    expect(await attempt(id)).toMatchObject({ outcome: 'not_found', reason: expect.stringMatching(/no lookup/) });
    expect(server.requests.length).toBe(asked);
  });

  it('never moves, whatever the CRM has', async () => {
    const id = await resolved();
    await link(id, 'crm-1');
    nowHas(other);
    await resolve(id);
    expect([await outcome(id), (await get(id)).externalRef]).toEqual(['gone', 'crm-1']);
    nowHas({ ...anna, emails: elsewhere, phones: [] }, other);
    await resolve(id);
    expect((await get(id)).externalRef).toBe('crm-1');
  });

  it('that is taken back by mistake and made again restores the data of the record', async () => {
    const id = await resolved();
    const before = await get(id);
    await unlink(id);
    expect(await get(id)).toMatchObject({ externalRef: null, lastName: null, phone: null, companyName: null });
    await link(id, 'crm-1');
    await resolve(id);
    const { updatedAt: _, ...restored } = await get(id);
    expect({ ...before, ...restored }).toEqual({ ...before, resolutionStatus: 'manually_resolved' });
  });

  it('that is made while a lookup is in progress gets no data of another record', async () => {
    records.push(anna);
    const { id } = await create({ email });
    let isLinked = false;
    crm.whileAsked = async () => {
      if (!isLinked) await link(id, 'mine');
      isLinked = true;
    };
    await resolve(id);
    expect(await get(id)).toMatchObject({ externalRef: 'mine', lastName: null });
  });
});

describe('the event about a change', () => {
  /** Publishes what has changed, and delivers what reaches the queue. Returns the number of messages. */
  async function deliverChanges(): Promise<number> {
    await deliverRecords(publishChange, await readNewRecords());
    const messages = bus.received('ResolveInCrmQueue');
    expect(await deliver(resolveInCrm, messages)).toEqual([]);
    return messages.length;
  }
  const lookups = () => methodsOf(server).filter((method) => method === 'tools/call').length;

  it("has a person's link looked up once, and what the lookup changes not again", async () => {
    records.push(anna);
    const { id } = await create({ name: 'Anna', email });
    await deliverChanges();
    await unlink(id);
    await deliverChanges();
    const before = lookups();
    await link(id, 'crm-1');
    expect([await deliverChanges(), lookups() - before]).toEqual([1, 1]);
    expect(await get(id)).toMatchObject({ resolutionStatus: 'manually_resolved', companyName: 'Example GmbH' });
    expect([await deliverChanges(), lookups() - before]).toEqual([0, 1]);
  });

  it('has a linked contact looked up again whose email a person changes', async () => {
    const id = await resolved();
    await deliverChanges();
    nowHas({ ...anna, emails: ['new@example.com'], companyName: 'New AG' });
    await patch(id, { email: 'new@example.com' });
    await deliverChanges();
    expect(await get(id)).toMatchObject({ externalRef: 'crm-1', companyName: 'New AG' });
  });

  it('has an unresolved contact looked up once, also if it is delivered twice or the contact was unlinked', async () => {
    const { id } = await create({ email });
    await deliverRecords(publishChange, await readNewRecords());
    const messages = bus.received('ResolveInCrmQueue');
    const before = lookups();
    await deliver(resolveInCrm, messages);
    const once = lookups() - before;
    await deliver(resolveInCrm, messages);
    await link(id, 'mine');
    await unlink(id);
    await deliverRecords(publishChange, (await readNewRecords()).slice(-1));
    expect([await deliverChanges(), lookups() - before]).toEqual([1, once]);
    expect((await findResolution(crm.tenant.tenantId, id))?.dueAt).toBeDefined();
  });

  it('costs a tenant without a connection one read', async () => {
    crm.tenant = await service.tenant();
    const { id } = await create({ email });
    await link(id, 'crm-1');
    await deliverRecords(publishChange, await readNewRecords());
    const messages = bus.received('ResolveInCrmQueue');
    service.proxy.operations.length = 0;
    await deliver(resolveInCrm, messages);
    expect([messages.length, service.proxy.operations]).toEqual([2, ['GetItem', 'GetItem']]);
    expect(await attempt(id)).toBeNull();
  });
});

it('a lookup of a linked contact that DynamoDB fails to store is repeated', async () => {
  const id = await resolved();
  nowHas({ ...anna, companyName: 'New AG' });
  service.proxy.intercept = (operation) => (operation === 'TransactWriteItems' ? broken : 'pass');
  expect(await resolve(id)).toHaveLength(1);
  service.proxy.intercept = () => 'pass';
  expect(await resolve(id)).toEqual([]);
  expect((await get(id)).companyName).toBe('New AG');
});
