import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as deriveCompany } from '../../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as publishChange } from '../../../handlers/events/publishChange.ts';
import { startTestBus } from '../../support/bus.ts';
import { call } from '../../support/call.ts';
import { deliver, deliverAll, type Message, messageOf } from '../../support/deliver.ts';
import { throttled } from '../../support/dynamoDbProxy.ts';
import { passTime } from '../../support/passTime.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';

const service = await startService();
const readNewRecords = followStream();
const bus = await startTestBus();
let tenant = await service.tenant();

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
  await newEvents();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = async (id: string) => (await call(getContact, { ...tenant, id, method: 'GET' })).body;
const patch = async (id: string, body: object) =>
  call(updateContact, { ...tenant, id, body, headers: { 'content-type': 'application/merge-patch+json' } });
/** The events that reached the queue through changes since the previous call. */
async function newEvents(): Promise<Message[]> {
  await deliverRecords(publishChange, await readNewRecords());
  return bus.received('DeriveCompanyQueue');
}

/** Delivers events to deriveCompany until its own changes lead to no further events. */
async function deriveCompanies(): Promise<void> {
  for (let messages = await newEvents(); messages.length > 0; messages = await newEvents()) {
    await deliverAll(deriveCompany, messages);
  }
}

describe('the company of an email', () => {
  it('is derived when a contact is created, with the source domain', async () => {
    const { id } = await create({ name: 'Henrik', email: 'henrik@acme-customer.de' });
    await deriveCompanies();
    const { companyName, updatedAt, createdAt } = await get(id);
    expect(companyName).toBe('Acme Customer');
    expect(updatedAt > createdAt).toBe(true);
    const { body } = await call(getSources, { ...tenant, id, method: 'GET' });
    expect(body.companyName).toEqual({
      value: 'Acme Customer',
      source: 'domain',
      since: body.email.since,
      by: 'domain:acme-customer.de',
      others: [],
    });
  });

  it('is derived for a contact that a message created', async () => {
    const detail = { messageId: 'm', tenantId: tenant.tenantId, channel: 'email', conversationId: 'c' };
    const from = { sender: { address: 'anna@mail.acme.co.uk' }, receivedAt: '2026-11-23T09:30:00Z' };
    await deliver(detectSender, [messageOf('channel.message_received', { ...detail, ...from })]);
    const messages = await newEvents();
    await deliverAll(deriveCompany, messages);
    const [id] = messages.map(({ body }) => JSON.parse(body).detail.contactId);
    expect(await get(id)).toMatchObject({ companyName: 'Acme' });
  });

  it('changes with the email, and is null for free mail and without an email', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const companies: string[] = [];
    for (const email of ['anna@acme.de', 'anna@globex.com', 'anna@gmail.com', 'anna@sub.globex.com', null]) {
      await patch(id, { email });
      await deriveCompanies();
      companies.push((await get(id)).companyName);
    }
    expect(companies).toEqual(['Acme', 'Globex', null, 'Globex', null]);
  });

  it("is removed if its domain has become one of the tenant's own domains", async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    await deriveCompanies();
    await patch(id, { email: 'anna@gmail.com' });
    await deriveCompanies();
    const body = { ownDomains: ['acme.de'], freeMailExceptions: [] };
    await call(putSettings, { ...tenant, body, method: 'PUT' });
    await patch(id, { email: 'anna@acme.de' });
    // The settings are cached for one second.
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2000);
    await deriveCompanies();
    expect((await get(id)).companyName).toBeNull();
  });

  it('does not override a company or null from a person', async () => {
    const { id } = await create({ email: 'anna@acme.de', companyName: 'Acme AG' });
    await deriveCompanies();
    expect((await get(id)).companyName).toBe('Acme AG');
    await patch(id, { companyName: null });
    await deriveCompanies();
    expect((await get(id)).companyName).toBeNull();
  });

  it.each([
    [
      "is null for one of the tenant's own domains",
      { ownDomains: ['acme.de'], freeMailExceptions: [] },
      'anna@mail.acme.de',
      null,
    ],
    ['is null for a free-mail domain', { ownDomains: [], freeMailExceptions: [] }, 'anna@t-online.de', null],
    [
      'is derived for a free-mail domain that the tenant excepts',
      { ownDomains: [], freeMailExceptions: ['t-online.de'] },
      'anna@t-online.de',
      'T Online',
    ],
  ])('%s', async (_, body, email, companyName) => {
    await call(putSettings, { ...tenant, body, method: 'PUT' });
    const { id } = await create({ email });
    await deriveCompanies();
    expect((await get(id)).companyName).toBe(companyName);
  });
});

describe('an event about a changed email', () => {
  it('that is delivered again, or after a later one, changes nothing', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const first = await newEvents();
    await patch(id, { email: 'anna@globex.com' });
    const second = await newEvents();
    await deliverAll(deriveCompany, second);
    const before = await get(id);
    expect(before.companyName).toBe('Globex');
    await deliverAll(deriveCompany, [...first, ...second, ...first]);
    expect(await get(id)).toEqual(before);
  });

  it('leads to one write, and to no write if the domain is unchanged', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const created = await newEvents();
    const operations = async (messages: Message[]) => {
      service.proxy.operations.length = 0;
      await deliverAll(deriveCompany, messages);
      return service.proxy.operations;
    };
    // One of the two reads is for the settings of the tenant. publishChange has read them, and they are cached for a
    // second.
    passTime(1001);
    expect(await operations(created)).toEqual(['GetItem', 'GetItem', 'UpdateItem']);
    await patch(id, { email: 'a.smith@acme.de' });
    const updated = await newEvents();
    expect(updated).toHaveLength(1);
    expect((await operations(updated)).slice(-1)).toEqual(['GetItem']);
  });

  it('about an unknown contact changes nothing', async () => {
    const { id } = await create({ email: 'anna@acme.de' });
    const [message = { messageId: '', body: '' }] = await newEvents();
    const stranger = crypto.randomUUID();
    await deliverAll(deriveCompany, [{ ...message, body: message.body.replaceAll(id, stranger) }]);
    expect((await call(getContact, { ...tenant, id: stranger, method: 'GET' })).status).toBe(404);
    expect((await get(id)).companyName).toBeNull();
  });

  it('that fails is logged, and succeeds when it is delivered again', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { id } = await create({ email: 'anna@acme.de' });
    let writes = 0;
    service.proxy.intercept = (operation) => (operation === 'UpdateItem' && ++writes <= 3 ? throttled : 'pass');
    await deriveCompanies();
    expect(writes).toBeGreaterThan(3);
    expect(log).toHaveBeenCalledWith(expect.stringMatching(/"message failed".*"code":"unavailable"/));
    expect((await get(id)).companyName).toBe('Acme');
  });
});
