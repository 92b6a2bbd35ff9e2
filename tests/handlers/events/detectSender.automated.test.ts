import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { call } from '../../support/call.ts';
import { deliver, deliverAll, messageOf } from '../../support/deliver.ts';
import { captureMetrics } from '../../support/metrics.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();
const counted = captureMetrics();

let tenant: Awaited<ReturnType<typeof service.tenant>>;
beforeEach(async () => {
  tenant = await service.tenant();
});

let minutes = 0;
const message = (sender: object, rest: object = {}) =>
  messageOf('channel.message_received', {
    messageId: crypto.randomUUID(),
    tenantId: tenant.tenantId,
    channel: 'email',
    sender,
    conversationId: 'c-1',
    receivedAt: new Date(Date.UTC(2026, 10, 23, 9, minutes++)).toISOString(),
    ...rest,
  });
/** Receives a message, and returns how it was counted. */
async function receive(sender: object, rest: object = {}): Promise<unknown> {
  counted.length = 0;
  expect(await deliver(detectSender, [message(sender, rest)])).toEqual([]);
  return counted.map(({ outcome }) => outcome).join();
}
const items = () => readItems(tenant.tenantId);
const persons = async () => (await items()).contacts.map(fold);
const change = (settings: object) =>
  call(putSettings, { ...tenant, method: 'PUT', body: { ownDomains: [], freeMailExceptions: [], ...settings } });

const jan = { firstName: 'Jan', lastName: 'Meier', email: 'jan@example.com' };
const throughList = { address: 'announce@lists.example.org', displayName: 'Jan Meier via Announce' };
const throughForm = { address: 'no-reply@shop.example', replyTo: 'Jan Meier <jan@example.com>' };

describe('an automatic message', () => {
  it('creates no contact, and changes none', async () => {
    expect(await receive({ address: 'jan@example.com', displayName: 'Out of office' }, { isAutomatic: true })).toBe(
      'automatic',
    );
    expect(await persons()).toEqual([]);
    await receive({ address: 'jan@example.com', displayName: 'Jan Meier' });
    const before = await items();
    expect(await receive({ address: 'jan@example.com', displayName: 'Out of office' }, { isAutomatic: true })).toBe(
      'automatic',
    );
    expect(await items()).toEqual(before);
  });
});

describe('a message through a list', () => {
  it('creates the contact of its original sender, which is the same as without the list', async () => {
    expect(await receive({ ...throughList, originalFrom: 'jan@example.com' })).toBe('new');
    expect(await receive({ address: 'Jan@example.com' })).toBe('known');
    expect(await persons()).toMatchObject([jan]);
    expectClaimsToMatchIdentities(await items());
  });

  it('creates none if the event does not name the original sender', async () => {
    expect(await receive(throughList)).toBe('rewritten');
    expect(await persons()).toEqual([]);
  });

  it('gives the original sender no other identities', async () => {
    const identities = [{ kind: 'phone', value: '+4915112345678' }];
    await receive({ ...throughList, identities, originalFrom: 'jan@example.com' });
    expect(Object.keys((await items()).claims)).toEqual(['email#jan@example.com']);
  });
});

describe('a message of a form mailer', () => {
  it('creates a contact whose email is only reported', async () => {
    expect(await receive(throughForm)).toBe('new');
    const { contacts, claims } = await items();
    expect(contacts.map(fold)).toMatchObject([jan]);
    expect(claims).toEqual({ 'email#jan@example.com': { ownerId: contacts[0]?.contactId } });
    expect(contacts[0]?.sources).toMatchObject({
      conversation: { email: ['jan@example.com', expect.any(Number), 'conversation:c-1'] },
    });
  });

  it.each([
    ['a message came from', () => receive({ address: 'jan@example.com', displayName: 'Jan Jones' })],
    ['a person stated', () => call(createContact, { ...tenant, method: 'POST', body: { email: 'jan@example.com' } })],
    ['another one reported', () => receive({ ...throughForm, replyTo: 'Janette Jones <jan@example.com>' })],
  ])('changes nothing of a contact with an email that %s', async (_, arrange) => {
    await arrange();
    const before = await items();
    expect(await receive(throughForm)).toBe('known');
    expect(await items()).toEqual(before);
  });

  it('joins nobody: who writes from the address becomes a contact, which may be the same person', async () => {
    await receive(throughForm);
    expect(await receive({ address: 'jan@example.com', displayName: 'Jan Jones' })).toBe('new');
    const { contacts, duplicates } = await items();
    expect([contacts.length, duplicates]).toMatchObject([2, [{ weight: 'strong' }, { weight: 'strong' }]]);
    expectClaimsToMatchIdentities(await items());
  });

  it('creates one contact, if a hundred arrive at once', async () => {
    await deliverAll(
      detectSender,
      Array.from({ length: 100 }, () => message(throughForm)),
    );
    expect(await persons()).toMatchObject([jan]);
  });
});

describe('the settings of a tenant', () => {
  it('let an automated sender in, which costs a known one no request to its contact more', async () => {
    await change({ allowedSenders: ['no-reply@partner.example', 'anna@*'] });
    const partner = { address: 'No-Reply@partner.example', displayName: 'Partner' };
    expect(await receive(partner)).toBe('new');
    service.proxy.operations.length = 0;
    expect(await receive(partner)).toBe('known');
    expect(service.proxy.operations.filter((each) => each !== 'GetItem')).toEqual(['UpdateItem']);
    expect(await receive({ address: 'no-reply@other.example' })).toBe('no_reply');
    expect(await receive({ address: 'anna@acme.de' }, { isAutomatic: true })).toBe('new');
    expect(await persons()).toHaveLength(2);
  });

  it('keep ignored senders from becoming contacts, but count messages of existing ones', async () => {
    await call(createContact, { ...tenant, method: 'POST', body: { email: 'jan@example.com' } });
    await change({ ignoredSenders: ['example.com', 'announce@*', '+4989*'], allowedSenders: ['bo@example.com'] });
    expect(await receive({ address: 'jan@example.com', displayName: 'Jan Meier' })).toBe('known');
    expect(await receive({ address: 'anna@mail.example.com' })).toBe('ignored_sender');
    expect(await receive({ address: 'no-reply@shop.example', replyTo: 'anna@example.com' })).toBe('ignored_sender');
    expect(await receive({ ...throughList, originalFrom: 'anna@acme.de' })).toBe('ignored_sender');
    expect(await receive({ address: '+498912345678' }, { channel: 'voice' })).toBe('ignored_sender');
    expect(await persons()).toMatchObject([jan]);
    expect(await receive({ address: 'bo@example.com' })).toBe('new');
  });
});
