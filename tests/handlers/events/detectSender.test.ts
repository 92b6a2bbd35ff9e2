import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { call } from '../../support/call.ts';
import { deliver, deliverAll, lambdaContext, type Message, messageOf } from '../../support/deliver.ts';
import { broken, interceptFirst, throttled } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();

let tenant: Awaited<ReturnType<typeof service.tenant>>;
const logged = captureLog(({ message }) => message !== 'audit');

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const minute = (n: number) => new Date(Date.UTC(2026, 10, 23, 9, n)).toISOString();

type MessageInput = { minute?: number; name?: string; address?: string; channel?: string; [field: string]: unknown };

/** An email from Anna, received at a minute of one hour. */
function message({
  minute: at = 0,
  name,
  address = 'anna@acme.de',
  channel = 'email',
  ...rest
}: MessageInput = {}): Message {
  return messageOf('channel.message_received', {
    messageId: crypto.randomUUID(),
    tenantId: tenant.tenantId,
    channel,
    sender: { address, ...(name !== undefined && { displayName: name }) },
    conversationId: 'c-1',
    receivedAt: minute(at),
    ...rest,
  });
}

const receive = (...messages: Message[]) => deliver(detectSender, messages);
const items = () => readItems(tenant.tenantId);
const persons = async () => {
  const { contacts } = await items();
  return contacts.map(fold);
};
const nobody = { firstName: null, lastName: null, email: null, phone: null, companyName: null };

describe('a message from an unknown sender', () => {
  it.each([
    ['email', 'Anna@Acme.de', 'email#anna@acme.de', { email: 'Anna@Acme.de' }],
    ['whatsapp', '4915112345678', 'phone#+4915112345678', { phone: '+4915112345678' }],
    ['sms', '+4915112345678', 'phone#+4915112345678', { phone: '+4915112345678' }],
    ['voice', '+4915112345678', 'phone#+4915112345678', { phone: '+4915112345678' }],
    ['whatsapp', 'US.13491208655302741918', 'whatsapp#US.13491208655302741918', {}],
    ['chat', '4915112345678', 'chat#4915112345678', {}],
  ])('by %s from %s creates a contact that claims %s', async (channel, address, key, fields) => {
    expect(await receive(message({ channel, address, name: 'Anna van Smith', messageId: 'm-1' }))).toEqual([]);
    const { contacts, claims } = await items();
    expect(contacts.map(fold)).toEqual([{ ...nobody, firstName: 'Anna', lastName: 'van Smith', ...fields }]);
    const seenAt = Date.parse(minute(0));
    const ownerId = contacts[0]?.contactId;
    const verified = [seenAt, 'message:m-1'];
    expect(claims).toEqual({ [key]: { ownerId, verified, named: ['Anna van Smith', seenAt, 'message:m-1'] } });
    expect(contacts[0]).toMatchObject({
      resolutionStatus: 'unresolved',
      version: 1,
      identities: { [key]: { verified } },
    });
  });

  it('without a display name creates a contact without a name', async () => {
    await receive(message());
    expect(await persons()).toEqual([{ ...nobody, email: 'anna@acme.de' }]);
  });

  it.each([
    [
      'takes the name from the profile if there is no display name',
      { displayName: null, profileName: 'Anna Smith' },
      { firstName: 'Anna', lastName: 'Smith' },
    ],
    [
      'creates a contact without a name if neither the display name nor the profile name is a name',
      { displayName: 'anna@acme.de', profileName: '🌸' },
      {},
    ],
  ])('%s', async (_, names, fields) => {
    await receive(message({ sender: { address: 'anna@acme.de', ...names } }));
    expect(await persons()).toEqual([{ ...nobody, email: 'anna@acme.de', ...fields }]);
  });

  it('creates one contact for one phone number on several channels', async () => {
    await receive(
      message({ channel: 'whatsapp', address: '4915112345678', name: 'Anna' }),
      message({ channel: 'sms', address: '+49 151 12345678', minute: 1 }),
      message({ channel: 'voice', address: 'tel:+4915112345678', minute: 2 }),
    );
    expect((await items()).contacts).toHaveLength(1);
  });

  it('may have unknown fields', async () => {
    expect(await receive(message({ version: 1, subject: 'Hi', attachments: [] }))).toEqual([]);
    expect((await items()).contacts).toHaveLength(1);
  });

  it('creates an item smaller than 1 KB, also with a second identity', async () => {
    const address = '5511987650001';
    const identities = [{ kind: 'whatsapp', value: 'BR.1502576394655843' }];
    const sender = { address, identities, displayName: 'Henrik B. Larsen' };
    await receive(message({ channel: 'whatsapp', sender }));
    const { contacts } = await items();
    expect(Object.keys(contacts[0]?.identities ?? {})).toHaveLength(2);
    expect(JSON.stringify(contacts[0]).length).toBeLessThan(1024);
  });
});

describe('a message from a known sender', () => {
  it('that is delivered again changes nothing', async () => {
    const first = message({ name: 'Anna Smith' });
    const second = message({ name: 'Anna Jones', minute: 1 });
    await deliverAll(detectSender, [first, second]);
    const before = await items();
    await receive(first, second, first);
    await receive(second);
    expect(await items()).toEqual(before);
  });

  it('replaces the name if it is newer, and not if it is older', async () => {
    await receive(message({ name: 'Anna Smith', minute: 5 }));
    await receive(message({ name: 'Anna Old', minute: 1 }));
    expect(await persons()).toMatchObject([{ firstName: 'Anna', lastName: 'Smith' }]);
    await receive(message({ name: 'Anna New', minute: 9 }));
    expect(await persons()).toMatchObject([{ firstName: 'Anna', lastName: 'New' }]);
  });

  it('that is older and arrives late changes neither version nor updatedAt', async () => {
    await receive(message({ name: 'Anna Smith', minute: 5 }));
    const [before] = (await items()).contacts;
    await receive(message({ name: 'Anna Old', minute: 1 }));
    const [after] = (await items()).contacts;
    expect(after).toMatchObject({ version: before?.version, updatedAt: before?.updatedAt });
  });

  it('sets seenAt of an address to the time of its first message, also if the name came from another address before', async () => {
    const body = { email: 'anna@acme.de', phone: '+4915112345678' };
    const { body: created } = await call(createContact, { ...tenant, body, method: 'POST' });
    const phone = { channel: 'whatsapp', address: '4915112345678' };
    await receive(message({ name: 'Anna', minute: 0 }));
    await receive(message({ ...phone, minute: 5 }));
    await receive(message({ ...phone, name: 'Anna', minute: 3 }));
    const { body: identities } = await call(getIdentities, { ...tenant, id: created.id, method: 'GET' });
    expect(identities.map(({ seenAt }: { seenAt: string }) => seenAt)).toEqual([minute(0), minute(3)]);
  });

  it('with the known name protects it from an older name that arrives late', async () => {
    await receive(message({ name: 'Anna Smith', minute: 1 }));
    await receive(message({ name: 'Anna Smith', minute: 9 }));
    await receive(message({ name: 'Anna Old', minute: 5 }));
    expect(await persons()).toMatchObject([{ lastName: 'Smith' }]);
  });

  it('without a display name keeps the name', async () => {
    await receive(message({ name: 'Anna Smith' }));
    await receive(message({ minute: 1 }));
    expect(await persons()).toMatchObject([{ firstName: 'Anna', lastName: 'Smith' }]);
  });

  it('does not override values from a person', async () => {
    await receive(message({ name: 'anna s.' }));
    const id = (await items()).contacts[0]?.contactId ?? '';
    const edit = { name: 'Anna Smith', email: 'anna@private.example' };
    expect((await call(updateContact, { ...tenant, id, body: edit })).status).toBe(200);
    for (const n of [1, 2, 3]) await receive(message({ name: `Display ${n}`, minute: n }));
    expect(await persons()).toEqual([
      { ...nobody, firstName: 'Anna', lastName: 'Smith', email: 'anna@private.example' },
    ]);
  });

  it('from an address that a person entered creates no second contact, and the address stays claimed if the person replaces it', async () => {
    const body = { name: 'Anna Smith', email: 'anna@acme.de' };
    const { body: created } = await call(createContact, { ...tenant, body, method: 'POST' });
    await receive(message({ name: 'A.', minute: 3 }));
    expect((await items()).contacts.map(({ contactId }) => contactId)).toEqual([created.id]);
    await call(updateContact, { ...tenant, id: created.id, body: { email: 'anna@other.example' } });
    await receive(message({ name: 'A.', minute: 4 }));
    const after = await items();
    expect(after.contacts).toHaveLength(1);
    expectClaimsToMatchIdentities(after);
    const { body: identities } = await call(getIdentities, { ...tenant, id: created.id, method: 'GET' });
    expect(identities).toMatchObject([
      { kind: 'email', value: 'anna@acme.de', channel: 'email', strength: 'verified', seenAt: minute(3) },
      { kind: 'email', value: 'anna@other.example', channel: null, strength: 'confirmed', seenAt: null },
    ]);
    const { body: sources } = await call(getSources, { ...tenant, id: created.id, method: 'GET' });
    expect(sources.email).toMatchObject({
      value: 'anna@other.example',
      source: 'manual',
      others: [{ source: 'sender', value: 'anna@acme.de', since: minute(3) }],
    });
  });
});

describe('a message with several identities', () => {
  const bsuid = { kind: 'whatsapp', value: 'BR.1502576394655843' };
  const phone = { kind: 'phone', value: '+55 11 98765-0001' };
  const whatsapp = (address: string, identities: object[], at: number) =>
    message({ channel: 'whatsapp', sender: { address, identities, displayName: 'Anna' }, minute: at });

  it('leads to one contact, whichever of them is the address', async () => {
    await receive(whatsapp('5511987650001', [bsuid, { kind: 'email', value: 'Anna@Acme.de' }], 1));
    await receive(whatsapp('BR.1502576394655843', [], 2), whatsapp('BR.1502576394655843', [phone], 3));
    await receive(message({ address: 'anna@acme.de', minute: 4 }));
    const after = await items();
    expect(await persons()).toMatchObject([{ email: 'Anna@Acme.de', phone: '+5511987650001' }]);
    expectClaimsToMatchIdentities(after);
    expect(after.duplicates).toEqual([]);
  });

  it('of a known contact gives it the others', async () => {
    await receive(whatsapp('5511987650001', [], 1));
    await receive(whatsapp('BR.1502576394655843', [phone], 2));
    expect(Object.keys((await items()).claims).sort()).toEqual([
      'phone#+5511987650001',
      'whatsapp#BR.1502576394655843',
    ]);
    expect((await items()).contacts).toHaveLength(1);
  });

  it('of two contacts belongs to that of the address, and suggests that they are one person', async () => {
    await receive(whatsapp('5511987650001', [], 1), message({ address: 'anna@acme.de', minute: 1 }));
    await receive(whatsapp('5511987650001', [{ kind: 'email', value: 'anna@acme.de' }], 2));
    const after = await items();
    expect(after.contacts).toHaveLength(2);
    expect(after.duplicates).toMatchObject([{ weight: 'strong' }, { weight: 'strong' }]);
    expectClaimsToMatchIdentities(after);
  });

  it('that names what is no address of a person leaves it out, and logs the reason', async () => {
    const identities = [{ kind: 'email', value: 'nobody' }, { kind: 'whatsapp', value: '1@g.us' }, phone];
    expect(await receive(whatsapp('5511987650001', identities, 1))).toEqual([]);
    expect(Object.keys((await items()).claims)).toEqual(['phone#+5511987650001']);
    expect(logged.map(({ reason }) => reason)).toEqual(['not_an_email', 'group']);
  });

  it("at one of the tenant's own domains leads to no new contact", async () => {
    const body = { ownDomains: ['our-company.de'], freeMailExceptions: [] };
    await call(putSettings, { ...tenant, body, method: 'PUT' });
    await receive(
      message({
        channel: 'chat',
        sender: { address: 'v', identities: [{ kind: 'email', value: 'bot@our-company.de' }] },
      }),
    );
    expect((await items()).contacts).toEqual([]);
  });

  it('that arrives 100 times at once, with faults, leads to one contact that has them all', async () => {
    const all = Array.from({ length: 100 }, (_, i) =>
      i % 2 === 0 ? whatsapp('5511987650001', [bsuid], i % 50) : whatsapp('BR.1502576394655843', [phone], i % 50),
    );
    let calls = 0;
    const faults = ['lose the reply', throttled, broken] as const;
    service.proxy.intercept = () => (++calls % 7 === 0 ? (faults[calls % 3] ?? 'pass') : 'pass');
    await deliverAll(detectSender, all);
    service.proxy.intercept = () => 'pass';
    const after = await items();
    expect(after.contacts).toHaveLength(1);
    expectClaimsToMatchIdentities(after);
    expect(Object.values(after.claims).map(({ verified }) => verified?.[0])).toEqual(
      [minute(0), minute(0)].map(Date.parse),
    );
  });
});

describe('a first message from an address that is only reported for another contact', () => {
  const mention = async (facts: object) => {
    const { body } = await call(createContact, { ...tenant, body: { name: 'Anna' }, method: 'POST' });
    const detail = { tenantId: tenant.tenantId, contactId: body.id, facts, observedAt: minute(0) };
    await deliverAll(enrichContact, [messageOf('conversation.updated', detail)]);
    return body.id;
  };
  const get = async (id: string) => (await call(getContact, { ...tenant, id, method: 'GET' })).body;

  it('belongs to a contact of its own: Anna says "cc my boss", and Bob writes', async () => {
    const anna = await mention({ email: 'bob@acme.de' });
    expect(await get(anna)).toMatchObject({ email: 'bob@acme.de' });
    await receive(message({ address: 'bob@acme.de', name: 'Bob Jones' }));
    const after = await items();
    const bob = after.contacts.find(({ contactId }) => contactId !== anna);
    expect(after.contacts).toHaveLength(2);
    expect(after.claims['email#bob@acme.de']).toMatchObject({ ownerId: bob?.contactId });
    expect([await get(anna), await get(bob?.contactId ?? '')]).toMatchObject([
      { firstName: 'Anna', email: null },
      { firstName: 'Bob', lastName: 'Jones', email: 'bob@acme.de' },
    ]);
    expect(after.duplicates).toMatchObject([{ weight: 'strong' }, { weight: 'strong' }]);
    expectClaimsToMatchIdentities(after);
  });

  it('arrives as a hundred, while a person states the address: one of the two contacts has it in the end', async () => {
    const anna = await mention({ email: 'bob@acme.de' });
    const all = Array.from({ length: 100 }, (_, i) =>
      message({ address: 'bob@acme.de', name: `Bob ${i}`, minute: i % 60 }),
    );
    const [, { status }] = await Promise.all([
      deliverAll(detectSender, all),
      call(updateContact, { ...tenant, id: anna, body: { email: 'bob@acme.de' } }),
    ]);
    const after = await items();
    expectClaimsToMatchIdentities(after);
    expect([status, after.contacts.length]).toEqual(status === 200 ? [200, 1] : [409, 2]);
  });
});

describe('a sender that never becomes a contact', () => {
  it.each([
    ['email', 'no-reply@acme.de', 'no_reply', ['GetItem']],
    ['email', 'MAILER-DAEMON@acme.de', 'mail_system', ['GetItem']],
    ['email', '', 'null_sender', []],
    ['voice', 'anonymous', 'withheld', []],
  ])('by %s from "%s" reads settings at most and is logged without the address', async (channel, address, reason, requests) => {
    service.proxy.operations.length = 0;
    const ignored = message({ channel, address });
    expect(await receive(ignored)).toEqual([]);
    expect(service.proxy.operations).toEqual(requests);
    expect(logged).toEqual([
      {
        level: 'info',
        message: 'message ignored',
        requestId: expect.any(String),
        record: ignored.messageId,
        tenantId: tenant.tenantId,
        event: JSON.parse(ignored.body).id,
        reason,
      },
    ]);
  });

  it("from one of the tenant's own domains is logged with the reason", async () => {
    const body = { ownDomains: ['our-company.de'], freeMailExceptions: [] };
    expect((await call(putSettings, { ...tenant, body, method: 'PUT' })).status).toBe(200);
    await receive(message({ address: 'agent@our-company.de' }), message({ address: 'bot@mail.Our-Company.de' }));
    expect((await items()).contacts).toEqual([]);
    expect(logged.map(({ reason }) => reason)).toEqual(['own_domain', 'own_domain']);
  });
});

describe('an invalid message', () => {
  const good = () => ({ messageId: 'm', tenantId: tenant.tenantId, channel: 'email', sender: { address: 'a@b.de' } });
  const rest = { conversationId: 'c', receivedAt: minute(0) };
  it.each<[string, () => Message, string]>([
    ['invalid JSON', () => ({ messageId: 'x', body: '{' }), ''],
    [
      'the detail-type of another event',
      () => messageOf('conversation.updated', { ...good(), ...rest }),
      '/detail-type',
    ],
    ['a later version', () => message({ version: 2 }), '/version'],
    [
      'a later version in the detail-type',
      () => messageOf('channel.message_received.v2', { ...good(), ...rest }),
      '/detail-type',
    ],
    ['an invalid tenant id', () => message({ tenantId: '../x' }), '/tenantId'],
    ['no tenant id', () => message({ tenantId: undefined }), '/tenantId'],
    ['an unknown channel', () => message({ channel: 'pigeon' }), '/channel'],
    ['no sender', () => message({ sender: undefined }), '/sender'],
    ['an invalid time', () => message({ receivedAt: 'yesterday' }), '/receivedAt'],
    ['no address', () => message({ sender: {} }), '/sender/address'],
  ])('with %s fails, and the nine other messages of its batch succeed', async (_, poison, pointer) => {
    const neighbours = Array.from({ length: 9 }, (_, i) => message({ address: `neighbour${i}@acme.de` }));
    const bad = poison();
    expect(await receive(...neighbours.slice(0, 4), bad, ...neighbours.slice(4))).toEqual([bad]);
    expect((await items()).contacts).toHaveLength(9);
    expect(logged).toMatchObject([
      { level: 'error', message: 'message failed', record: bad.messageId, code: 'invalid', pointers: [pointer] },
    ]);
  });
});

describe('the requests to DynamoDB', () => {
  /** The operations for messages, without the one for the settings of the tenant, which are cached for one second. */
  async function operationsOf(...messages: Message[]): Promise<string[]> {
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await receive(message({ address: `${crypto.randomUUID()}@acme.de` }));
    service.proxy.operations.length = 0;
    await receive(...messages);
    return [...service.proxy.operations];
  }

  it('are two for an unknown sender', async () => {
    expect(await operationsOf(message({ name: 'Anna' }))).toEqual(['UpdateItem', 'TransactWriteItems']);
    expect(await operationsOf(message({ address: 'unnamed@acme.de' }))).toEqual(['GetItem', 'TransactWriteItems']);
  });

  it('are one for a known sender', async () => {
    await receive(message({ name: 'Anna', minute: 3 }));
    expect(await operationsOf(message({ name: 'Anna', minute: 5 }))).toEqual(['UpdateItem']);
    expect(await operationsOf(message({ name: 'Older', minute: 4 }), message({ minute: 5 }))).toHaveLength(2);
  });

  it('are two for the first of ten messages of a new sender, and one for each of the others', async () => {
    const ten = Array.from({ length: 10 }, (_, i) => message({ name: 'Anna', minute: (i * 7) % 10 }));
    expect(await operationsOf(...ten)).toEqual(['UpdateItem', 'TransactWriteItems', ...Array(9).fill('UpdateItem')]);
  });

  it('are one for each message of a known sender who uses two addresses and one name', async () => {
    const body = { email: 'anna@acme.de', phone: '+4915112345678' };
    await call(createContact, { ...tenant, body, method: 'POST' });
    const phone = { channel: 'whatsapp', address: '4915112345678' };
    await receive(message({ name: 'Anna', minute: 1 }));
    await receive(message({ ...phone, name: 'Anna', minute: 2 }));
    const more = [3, 4, 5].flatMap((minute) => [
      { name: 'Anna', minute },
      { ...phone, name: 'Anna', minute },
    ]);
    expect(await operationsOf(...more.map(message))).toEqual(more.map(() => 'UpdateItem'));
    const nameAfter = async (input: MessageInput) => {
      await receive(message(input));
      return (await persons())[0]?.firstName;
    };
    expect(await nameAfter({ ...phone, name: 'Anni', minute: 4 })).toBe('Anna');
    expect(await nameAfter({ ...phone, name: 'Anni', minute: 6 })).toBe('Anni');
    expect(await nameAfter({ name: 'Anna', minute: 7 })).toBe('Anna');
  });

  it('are three for a known sender with a new name', async () => {
    await receive(message({ name: 'Anna' }));
    expect(await operationsOf(message({ name: 'Bea', minute: 1 }))).toEqual([
      'UpdateItem',
      'GetItem',
      'TransactWriteItems',
    ]);
  });

  it('name no other tenant, although the message has the id of that tenant', async () => {
    const other = await service.tenant();
    const bodies: string[] = [];
    service.proxy.intercept = (_, body) => {
      bodies.push(body);
      return 'pass';
    };
    await receive(message({ name: 'Anna' }), message({ conversationId: other.tenantId, messageId: 'm' }));
    await receive(message({ tenantId: tenant.tenantId.toUpperCase(), name: 'Bea', minute: 1 }));
    expect(bodies.length).toBeGreaterThan(4);
    for (const body of bodies) {
      expect(body).toContain(tenant.tenantId);
      expect(body).not.toContain(other.tenantId);
    }
    expect((await items()).contacts).toHaveLength(1);
  });
});

describe('with concurrent messages and faults of DynamoDB', () => {
  it('100 messages of one sender create one contact although every fifth request fails', async () => {
    const messages = Array.from({ length: 100 }, (_, i) => message({ name: `Anna ${i % 7}`, minute: i % 50 }));
    let calls = 0;
    const faults = ['lose the reply', throttled, broken] as const;
    service.proxy.intercept = () => (++calls % 5 === 0 ? (faults[calls % 3] ?? 'pass') : 'pass');
    await deliverAll(detectSender, messages);
    service.proxy.intercept = () => 'pass';
    const after = await items();
    expect(after.contacts).toHaveLength(1);
    expect(Object.keys(after.claims)).toEqual(['email#anna@acme.de']);
    expectClaimsToMatchIdentities(after);
    const newest = Math.max(...messages.map((_, i) => i % 50));
    const names = messages.flatMap((_, i) => (i % 50 === newest ? [`${i % 7}`] : []));
    expect(names).toContain(fold(after.contacts[0] ?? { sources: {}, identities: {} }).lastName);
  });

  it('100 unknown senders become 100 contacts', async () => {
    const messages = Array.from({ length: 100 }, (_, i) => message({ address: `stranger${i}@acme.de` }));
    await deliverAll(detectSender, messages);
    const after = await items();
    expect(after.contacts).toHaveLength(100);
    expectClaimsToMatchIdentities(after);
  });

  it('a lost reply leads to no second contact and no second change', async () => {
    for (const next of [message({ name: 'Anna' }), message({ name: 'Bea', minute: 1 })]) {
      const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
      expect(await receive(next)).toEqual([]);
      expect(isLost()).toBe(true);
    }
    expect((await items()).contacts).toMatchObject([{ version: 2 }]);
  });

  it('a message that is not handled in time fails, and succeeds when it is delivered again', async () => {
    service.proxy.intercept = () => 'hang';
    const late = message();
    expect(await deliver(detectSender, [late], lambdaContext(700))).toEqual([late]);
    expect(logged).toMatchObject([{ code: 'unavailable' }]);
    service.proxy.intercept = () => 'pass';
    expect(await receive(late)).toEqual([]);
  });
});
