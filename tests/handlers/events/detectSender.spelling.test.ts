import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { oneNumber, twoNumbers } from '../../lib/contacts/addresses/numberForms.ts';
import { call } from '../../support/call.ts';
import { deliver, deliverAll, type Message, messageOf } from '../../support/deliver.ts';
import { captureLog } from '../../support/log.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();

let tenant: Awaited<ReturnType<typeof service.tenant>>;
const logged = captureLog(({ message }) => message === 'message ignored' || message === 'message failed');
beforeEach(async () => {
  tenant = await service.tenant();
});

let minutes = 0;
const message = (channel: string, address: string, names: object = {}): Message =>
  messageOf('channel.message_received', {
    messageId: crypto.randomUUID(),
    tenantId: tenant.tenantId,
    channel,
    sender: { address, ...names },
    conversationId: 'c-1',
    receivedAt: new Date(Date.UTC(2026, 10, 23, 9, minutes++)).toISOString(),
  });
const receive = (...messages: Message[]) => deliver(detectSender, messages);
const persons = async () => {
  const { contacts } = await readItems(tenant.tenantId);
  return contacts.map(fold);
};
const find = async (query: Record<string, string>) => {
  const { status, body } = await call(listContacts, { ...tenant, query, method: 'GET' });
  expect(status).toBe(200);
  return body.data;
};

describe('two spellings of one address', () => {
  it.each<[channel: string, one: string, channel: string, other: string, phone: string]>([
    ['whatsapp', '551187650001', 'sms', '+5511987650001', '+5511987650001'],
    ['whatsapp', '5215512345678', 'voice', '+525512345678', '+525512345678'],
    ['sms', '+541143456789', 'whatsapp', '5491143456789@c.us', '+5491143456789'],
    ['whatsapp', '4917012345678.0:12@s.whatsapp.net', 'whatsapp', '4917012345678@c.us', '+4917012345678'],
    ['whatsapp', '4917012345678:99@hosted', 'voice', 'sip:+4917012345678@pbx.example.com', '+4917012345678'],
    ['voice', 'tel:15112345678;phone-context=+49', 'sms', '+49 (0)151 12345678', '+4915112345678'],
    ['sms', '+4903012345678', 'voice', '+493012345678', '+493012345678'],
  ])('%s %s and %s %s are one contact in both orders', async (channel, one, otherChannel, other, phone) => {
    for (const messages of [
      [message(channel, one), message(otherChannel, other)],
      [message(otherChannel, other), message(channel, one)],
    ]) {
      tenant = await service.tenant();
      const own = messages.map(({ messageId, body }) => ({
        messageId,
        body: body.replace(/"tenantId":"[^"]*"/, `"tenantId":"${tenant.tenantId}"`),
      }));
      for (const each of own) expect(await receive(each)).toEqual([]);
      expect(await persons()).toMatchObject([{ phone }]);
      expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
    }
  });

  it.each([
    ['voice', '"Anna" <sip:anna@PBX.example.com:5060;transport=tcp>;tag=1', 'sip:anna@pbx.example.com;tag=2'],
    ['whatsapp', '236283648723648:12@lid', '236283648723648@hosted.lid'],
    ['sms', '0151 12345678', '0151/12345678'],
    ['voice', '+541143456789', '+5491143456789'],
    ['email', 'anna@gmail.com', 'Anna@googlemail.com'],
    ['email', 'ju\u0308rgen@example.com', 'j\u00fcr\u200bgen@example.com'],
    ['email', '"anna..b."@docomo.ne.jp', 'anna..b.@docomo.ne.jp'],
  ])('%s %s and %s are one contact', async (channel, one, other) => {
    expect(await receive(message(channel, one))).toEqual([]);
    expect(await receive(message(channel, other))).toEqual([]);
    expect(await persons()).toHaveLength(1);
  });

  it.each([
    ['whatsapp', '551132345678', '5511932345678'],
    ['voice', 'tel:+493012345678;ext=1', 'tel:+493012345678;ext=2'],
    ['voice', 'sip:anna@pbx.example.com', 'sip:Anna@pbx.example.com'],
    ['whatsapp', '4917012345678@lid', '4917012345678@c.us'],
    ['sms', '+390612345678', '+39612345678'],
  ])('%s %s and %s are two contacts', async (channel, one, other) => {
    await receive(message(channel, one));
    await receive(message(channel, other));
    expect(await persons()).toHaveLength(2);
  });

  it.each([
    ['in the order of the table', (forms: readonly string[]) => forms],
    ['in the other order', (forms: readonly string[]) => forms.toReversed()],
  ])('are one contact for every number of the table, %s', async (_, ordered) => {
    const numbers = oneNumber.map(([, ...forms]) => forms);
    for (const forms of numbers) for (const form of ordered(forms)) await receive(message('voice', form));
    const phones = (await persons()).map(({ phone }) => phone);
    expect(phones.sort()).toEqual([...new Set(numbers.map((forms) => forms.at(-1)))].sort());
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
  });

  it('are two contacts for every pair of the table', async () => {
    const numbers = new Set(twoNumbers.flatMap(([, ...pair]) => pair));
    for (const number of numbers) await receive(message('voice', number));
    expect(await persons()).toHaveLength(numbers.size);
  });

  it('in 100 messages at once make one contact', async () => {
    const forms = [
      '551187650001@s.whatsapp.net',
      '5511987650001',
      '551187650001.0:12@s.whatsapp.net',
      '+55 11 98765-0001',
    ];
    const messages = Array.from({ length: 100 }, (_, i) => message('whatsapp', forms[i % forms.length] ?? ''));
    await deliverAll(detectSender, messages);
    expect(await persons()).toMatchObject([{ phone: '+5511987650001' }]);
    expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
  });
});

describe('the API', () => {
  it('finds by any form of an address the contact that a message made', async () => {
    await receive(message('whatsapp', '551187650001'), message('email', 'try..this@docomo.ne.jp'));
    await receive(message('email', 'anna@googlemail.com'));
    for (const phone of ['+551187650001', '+5511987650001', '\u202a+5511987650001']) {
      expect(await find({ phone })).toMatchObject([{ phone: '+5511987650001' }]);
    }
    expect(await find({ email: 'try..this@docomo.ne.jp' })).toMatchObject([{ email: 'try..this@docomo.ne.jp' }]);
    expect(await find({ email: 'anna@gmail.com' })).toMatchObject([{ email: 'anna@googlemail.com' }]);
  });

  it('stores a number without its trunk zero, and an address without invisible characters', async () => {
    const body = { phone: '+4903012345678', email: '\u202aan\u200bna@example.com\u202c' };
    const { status, body: contact } = await call(createContact, { ...tenant, body, method: 'POST' });
    expect([status, contact]).toMatchObject([201, { phone: '+493012345678', email: 'anna@example.com' }]);
    const same = { ...tenant, id: contact.id };
    const patched = await call(updateContact, { ...same, body: { phone: '+493012345678' } });
    expect([patched.status, patched.headers.etag]).toEqual([200, '"1"']);
    const brazilian = await call(updateContact, { ...same, body: { phone: '+551187650001' } });
    expect(brazilian.body).toMatchObject({ phone: '+5511987650001' });
  });

  it('names the owner of a number in its other form', async () => {
    await receive(message('whatsapp', '5215512345678'));
    const { status, body } = await call(createContact, { ...tenant, body: { phone: '+525512345678' }, method: 'POST' });
    expect([status, body]).toEqual([409, { error: expect.stringMatching(/^phone belongs to contact /) }]);
  });
});

describe('what a stranger writes for an address', () => {
  it.each<[channel: string, address: string, reason: string]>([
    ['email', 'nobody', 'not_an_email'],
    ['email', '"anna smith"@example.com', 'not_an_email'],
    ['email', `anna@example.com, ${'bo@example.com, '.repeat(20)}`, 'not_an_email'],
    ['email', '/O=EXAMPLE/OU=FIRST ADMINISTRATIVE GROUP/CN=RECIPIENTS/CN=ANNA', 'x500'],
    ['email', `${'A'.repeat(3000)} <anna@example.com>`, 'too_long'],
    ['chat', '\ud800', 'malformed'],
    ['chat', '', 'empty'],
    ['whatsapp', '0@s.whatsapp.net', 'whatsapp'],
    ['whatsapp', '13135550002@s.whatsapp.net', 'bot'],
  ])('on %s, %j is logged as %3$s, and neither fails nor becomes a contact', async (channel, address, reason) => {
    expect(await receive(message(channel, address))).toEqual([]);
    expect(await persons()).toEqual([]);
    expect(logged).toMatchObject([{ level: 'info', message: 'message ignored', reason }]);
  });

  it('names the sender if the event gives no other name', async () => {
    await receive(message('email', '"Anna Schmidt" <anna@example.com>', { displayName: null, profileName: ' ' }));
    expect(await persons()).toMatchObject([{ firstName: 'Anna', lastName: 'Schmidt', email: 'anna@example.com' }]);
    await receive(message('email', '"A. S." <anna@example.com>', { displayName: 'Anna Maria Schmidt' }));
    expect(await persons()).toMatchObject([{ firstName: 'Anna Maria', lastName: 'Schmidt' }]);
  });
});

describe('the default country', () => {
  it('gives numbers without a country code their country, from the next message on', async () => {
    await receive(message('sms', '0151 12345678'));
    expect(await persons()).toMatchObject([{ phone: null }]);
    tenant = await service.tenant();
    const body = { ownDomains: [], freeMailExceptions: [], defaultCountry: 'DE' };
    expect(await call(putSettings, { ...tenant, body, method: 'PUT' })).toMatchObject({ status: 200, body });
    await receive(message('sms', '0151 12345678'), message('whatsapp', '4915112345678'), message('sms', '80888'));
    const phones = (await persons()).map(({ phone }) => phone);
    expect(phones.sort()).toEqual(['+4915112345678', null]);
  });
});

describe('the order of names', () => {
  it('splits the display names of senders', async () => {
    const body = { ownDomains: [], freeMailExceptions: [], nameOrder: 'surnameFirst' };
    expect(await call(putSettings, { ...tenant, body, method: 'PUT' })).toMatchObject({ status: 200, body });
    await receive(message('email', 'peter@acme.example', { displayName: 'Kovács Péter' }));
    expect(await persons()).toMatchObject([{ firstName: 'Péter', lastName: 'Kovács' }]);
  });
});
