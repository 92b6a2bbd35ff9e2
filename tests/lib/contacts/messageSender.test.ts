import { automationOf, identitiesBeside, senderOf } from '../../../lib/contacts/messageSender.ts';
import { joinName } from '../../../lib/contacts/names.ts';
import { identityOf } from '../../../lib/contacts/senders.ts';
import { startCpuTime } from '../../support/cpuTime.ts';

type Message = Parameters<typeof senderOf>[0];
type Sender = Partial<Message['sender']>;

const messageFrom = (address: string, sender: Sender = {}, rest: Partial<Message> = {}): Message => ({
  channel: 'email',
  sender: { address, ...sender },
  ...rest,
});

/** How a message shows who sent it, as `<shownBy> <address> <name>`, or the reason why nobody did. */
function found(message: Message, isLetIn = false): string {
  const from = identityOf(message);
  if ('reason' in from) return automationOf(message) ?? from.reason;
  const read = senderOf(message, from, { automated: isLetIn ? undefined : automationOf(message) });
  if ('reason' in read) return read.reason;
  return [read.shownBy, read.identity.value, ...(read.name ? [joinName(read.name)] : [])].join(' ');
}

const list = 'announce@lists.example.org';

describe('the sender of a message', () => {
  it.each<[string, Message, string]>([
    [
      'is at its address',
      messageFrom('anna@acme.de', { displayName: 'Anna Smith' }),
      'address anna@acme.de Anna Smith',
    ],
    ['is no machine', messageFrom('acmenoreply@acme.de'), 'no_reply'],
    ['is no bounce', messageFrom(' <>'), 'null_sender'],
    ['is no bounce with a name', messageFrom('Mail Delivery System <MAILER-DAEMON>'), 'mail_system'],
    ['has an address that can be read', messageFrom('anna'), 'not_an_email'],
    ['has an address of limited length', messageFrom(`no-reply@${'a'.repeat(2000)}.de`), 'too_long'],
    ['is no automatic message', messageFrom('anna@acme.de', {}, { isAutomatic: true }), 'automatic'],
    [
      'is no automatic message, whoever else it names',
      messageFrom(list, { originalFrom: 'jan@example.com', replyTo: 'jan@example.com' }, { isAutomatic: true }),
      'automatic',
    ],
    [
      'is no automatic message on another channel',
      messageFrom('4915112345678', {}, { channel: 'whatsapp', isAutomatic: true }),
      'automatic',
    ],
    ['is not automatic if false', messageFrom('anna@acme.de', {}, { isAutomatic: false }), 'address anna@acme.de'],
    ['may have any id in chat', messageFrom('no-reply@acme.de', {}, { channel: 'chat' }), 'address no-reply@acme.de'],
  ])('%s', (_, message, expected) => {
    expect(found(message)).toBe(expected);
  });

  it.each<[name: string, address: string]>([
    ['Jan Meier via Announce', list],
    ["'Jan Meier' via Announce", 'announce@example.org'],
    ['"Jan Meier via Announce"', 'announce@example.org'],
    ['jan@example.com via Announce', 'announce@example.org'],
    ['Jan Meier via Announcements', 'announce@example.org'],
    ['Ann Meier via Announce', 'announce@example.org'],
    ['Jan Meier (via Google Docs)', 'drive-shares@google.com'],
    ['Jan Meier via groups.io', 'x1@groups.io'],
    ['Jan Meier via LinkedIn', 'messages@linkedin.com'],
    ['Jan Meier via Marketing Team', 'marketing@example.org'],
    ['Jan Meier via Kundendienst', 'support@example.org'],
    ['Jan Meier über Announce', list],
    ['Jan Meier tramite Annunci', list],
    ['Jan Meier vía Anuncios', list],
    ['Jan Meier (Announce 経由)', list],
  ])('is not the list that wrote %j beside %s', (displayName, address) => {
    expect(found(messageFrom(address, { displayName }))).toBe('rewritten');
    expect(found(messageFrom(`"${displayName.replaceAll('"', '')}" <${address}>`))).toBe('rewritten');
    const original = found(messageFrom(address, { displayName, originalFrom: 'jan@example.com' }));
    expect(original.toLowerCase()).toMatch(/^originalfrom jan@example\.com(?: (?:jan|ann) meier)?$/);
  });

  it.each<[name: string, address: string]>([
    ['Bob Meier via Support', 'bob@acme.de'],
    ['Bob Meier via Support', 'row12@names.example'],
    ['Bob Meier via Acme', 'bob.meier@acme.de'],
    ['Bob Meier via Acme', 'bmeier@acme.de'],
    ['Via Rail', 'via@rail.example'],
    ['no-reply', 'anna@acme.de'],
    ['Olivia Announce', list],
    ['Trattoria Via Roma', 'info@trattoria.example'],
    ['Anna Silvia', 'anna@acme.de'],
  ])('is the person %j at %s', (displayName, address) => {
    expect(found(messageFrom(address, { displayName }))).toMatch(`address ${address}`);
  });

  it.each([
    'jan=example.com@lists.example.org',
    'jan=40example.com@dmarc.ietf.org',
    'users-owner@lists.example.org',
  ])('is not at %s, which hides another address, and not at that one either', (address) => {
    expect(found(messageFrom(address))).toMatch(/^(?:rewritten|mailing_list)$/);
  });

  it.each<[string, Sender, string]>([
    [list, { originalFrom: 'Jan Meier <jan@example.com>', displayName: 'Announce' }, 'jan@example.com Jan Meier'],
    [list, { originalFrom: 'jan@example.com', displayName: 'Jan Meier via Announce' }, 'jan@example.com Jan Meier'],
    [list, { originalFrom: 'jan@example.com', displayName: 'Jan Meier' }, 'jan@example.com Jan Meier'],
    [list, { originalFrom: 'jan@example.com', replyTo: 'bo@example.com' }, 'jan@example.com'],
    ['no-reply@shop.example', { originalFrom: 'jan@example.com', displayName: 'Shop' }, 'jan@example.com'],
    ['jan=example.com@lists.example.org', { originalFrom: 'jan@example.com' }, 'jan@example.com'],
  ])('from %s with %j is the original one, %s', (address, sender, expected) => {
    expect(found(messageFrom(address, sender))).toBe(`originalFrom ${expected}`);
  });

  it.each<[string, Sender, string]>([
    [list, { originalFrom: 'no-reply@example.com' }, 'no_reply'],
    [list, { originalFrom: 'bo-owner@example.com' }, 'mailing_list'],
    ['no-reply@shop.example', { originalFrom: 'no-reply@shop.example' }, 'no_reply'],
    ['no-reply@shop.example', { originalFrom: 'nobody' }, 'no_reply'],
    ['no-reply@shop.example', { originalFrom: null, replyTo: null }, 'no_reply'],
    ['anna@acme.de', { originalFrom: 'Anna@acme.de' }, 'address anna@acme.de'],
    ['anna@acme.de', { originalFrom: ' ' }, 'address anna@acme.de'],
    ['anna@acme.de', { replyTo: 'bo@example.com' }, 'address anna@acme.de'],
  ])('from %s with %j has no other address: %s', (address, sender, expected) => {
    expect(found(messageFrom(address, sender))).toBe(expected);
  });

  it.each<[string, Sender, string]>([
    [
      'no-reply@shop.example',
      { replyTo: 'Jan Meier <jan@example.com>', displayName: 'Shop' },
      'jan@example.com Jan Meier',
    ],
    ['wordpress@shop.example', { replyTo: 'jan@example.com', displayName: 'My Shop' }, 'jan@example.com'],
    ['www-data@shop.example', { replyTo: 'jan@example.com' }, 'jan@example.com'],
    [list, { replyTo: 'jan@example.org', displayName: 'Jan Meier via Announce' }, 'jan@example.org Jan Meier'],
    [
      list,
      { replyTo: 'jan@lists.example.org', displayName: 'Jan Meier via Announce' },
      'jan@lists.example.org Jan Meier',
    ],
    ['jan=example.com@lists.example.org', { replyTo: 'jan@example.com' }, 'jan@example.com'],
  ])('from %s with %j is named by Reply-To, %s', (address, sender, expected) => {
    expect(found(messageFrom(address, sender))).toBe(`replyTo ${expected}`);
  });

  it.each<[string, string | undefined, string, string]>([
    ['the list', 'Jan Meier via Announce', list, list],
    ['another list on its host', 'Jan Meier via Announce', list, 'discuss@lists.example.org'],
    ['the organisation of the machine', undefined, 'no-reply@shop.example', 'service@shop.example'],
    ['a host of that organisation', undefined, 'notifications@github.com', 'a1@reply.github.com'],
    ['the organisation of that host', undefined, 'no-reply@mail.shop.example', 'hello@shop.example'],
    ['a machine that sorts replies', undefined, 'no-reply@shop.example', 'reply+AB12@desk.example'],
    ['a machine', undefined, 'no-reply@shop.example', 'no-reply@desk.example'],
    ['several people', undefined, 'no-reply@shop.example', 'jan@example.com, bo@example.com'],
    ['a person, but of a bounce', undefined, 'bounces+1@esp.example', 'jan@example.com'],
    ['a person, but of a mail system', undefined, 'mailer-daemon@esp.example', 'jan@example.com'],
  ])('is nobody where Reply-To names %s', (_, displayName, address, replyTo) => {
    const message = messageFrom(address, { replyTo, ...(displayName && { displayName }) });
    expect(found(message)).toBe(automationOf(message));
  });

  it('is at an automated address that the tenant lets in', () => {
    const shop = { replyTo: 'jan@example.com', displayName: 'Shop' };
    expect(found(messageFrom('no-reply@shop.example', shop), true)).toBe('address no-reply@shop.example Shop');
    expect(found(messageFrom('anna@acme.de', {}, { isAutomatic: true }), true)).toBe('address anna@acme.de');
  });

  it('is quick to find, whatever the name', () => {
    const cpuTime = startCpuTime();
    for (const piece of [' ', ' via ', '(', 'a ', ' 経由)', '\u3000']) {
      found(messageFrom(list, { displayName: piece.repeat(50_000) }));
    }
    expect(cpuTime()).toBeLessThan(1000);
  });
});

it('identities beside an address are those of people', () => {
  const named = [
    { kind: 'email', value: 'no-reply@acme.de' },
    { kind: 'email', value: 'anna@acme.de' },
    { kind: 'chat', value: 'no-reply@acme.de' },
    { kind: 'phone', value: 'anonymous' },
  ] as const;
  const { identities, ignored } = identitiesBeside(named, { known: '', channel: 'chat', country: undefined });
  expect(identities.map(({ key }) => key)).toEqual(['email#anna@acme.de', 'chat#no-reply@acme.de']);
  expect(ignored.toSorted()).toEqual(['no_reply', 'withheld']);
});
