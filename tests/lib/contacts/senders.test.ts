import { identityOf, isOwnSender, mayBeNational, nameOf } from '../../../lib/contacts/senders.ts';
import { startCpuTime } from '../../support/cpuTime.ts';
import fc, { anyCharacter, runOptions } from '../../support/properties.ts';

type Sent = Parameters<typeof identityOf>[0];
type Channel = Sent['channel'];

const from = (channel: Channel, address: string): Sent => ({ channel, sender: { address } });
const channels: readonly Channel[] = ['email', 'chat', 'whatsapp', 'sms', 'voice'];
const countries = ['DE', 'US', 'BR', 'MX', 'AR', 'IT', 'RU', 'GB', 'ES', 'ZZ'];
/** What addresses are made of, so that a property meets the rules and not only noise. */
const pieces = [
  ...['+', '00', '0', '(0)', '49', '39', '52', '1', '55', '11', '54', '9', '15', '7', '151', '1234567', '87650001'],
  ...['@', '@c.us', '@s.whatsapp.net', '@lid', '@hosted.lid', '.0', '_1', ':12', 'whatsapp:', 'US.', 'example.com'],
  ...[
    'tel:',
    'sip:',
    'sips:',
    'anna',
    'Anna',
    '%41',
    '%40',
    '%c3',
    '%CC%88',
    'u',
    'Ü',
    ':5060',
    '[::1]',
    ';user=phone',
  ],
  ...[';ext=', ';ext=12', ' ext. 7', ';phone-context=', ';phone-context=+49', ';tag=1', ';', '?', '=', 'mailto:'],
  ...['<', '>', '"', '(', ')', ' ', '-', '.', '/', 'Á', ',', '\u200b', '\u202e', '\u0308', '٤', '１', '\ud800'],
];
const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 300 }),
  fc.emailAddress(),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((pieces) => pieces.join('')),
);
const anySent: fc.Arbitrary<Sent> = fc.record({
  channel: fc.constantFrom(...channels),
  sender: fc.record({ address: anyText, displayName: anyText, profileName: anyText }, { requiredKeys: ['address'] }),
});

/** Why a sender is ignored; undefined for one who becomes a contact. */
function reasonOf(sent: Sent): string | undefined {
  const read = identityOf(sent);
  return 'reason' in read ? read.reason : undefined;
}

/** The identity of an address that has one. */
function identified(sent: Sent, country?: string) {
  const read = identityOf(sent, country);
  if ('reason' in read) throw new Error(`${sent.sender.address} is ignored: ${read.reason}`);
  return read;
}

describe('the reason to ignore a sender', () => {
  it.each<[Channel, string, string]>([
    ['voice', 'anonymous', 'withheld'],
    ['voice', 'Anonymous', 'withheld'],
    ['voice', 'anonymous@anonymous.invalid', 'withheld'],
    ['voice', 'sip:anonymous@anonymous.invalid', 'withheld'],
    ['voice', '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1', 'withheld'],
    ['voice', 'SIP:Restricted@10.0.0.1;user=phone', 'withheld'],
    ['voice', 'RESTRICTED', 'withheld'],
    ['voice', 'unavailable', 'withheld'],
    ['voice', ' unknown ', 'withheld'],
    ['voice', 'Unknown Caller', 'withheld'],
    ['voice', 'Private', 'withheld'],
    ['voice', 'Private Number', 'withheld'],
    ['voice', 'blocked', 'withheld'],
    ['sms', 'withheld', 'withheld'],
    ['voice', '', 'withheld'],
    ['voice', '+266696687', 'withheld'],
    ['voice', '266696687', 'withheld'],
    ['voice', 'tel:+266696687', 'withheld'],
    ['sms', '+7378742833', 'withheld'],
    ['voice', '+86282452253', 'withheld'],
    ['voice', '+2562533', 'withheld'],
    ['voice', '+8656696', 'withheld'],
    ['whatsapp', 'status@broadcast', 'group'],
    ['whatsapp', '1698765432@broadcast', 'group'],
    ['whatsapp', '120363025246125486@g.us', 'group'],
    ['whatsapp', '4915112345678-1398765432@G.US', 'group'],
    ['whatsapp', '120363144038483540@newsletter', 'group'],
  ])('of %s %j is %s', (channel, address, reason) => {
    expect(reasonOf(from(channel, address))).toBe(reason);
  });

  it.each<[Channel, string]>([
    ['chat', 'anonymous'],
    ['chat', 'unknown'],
    ['chat', 'noreply@example.com'],
    ['chat', '1234@g.us'],
    ['chat', '+266696687'],
    ['voice', '+4915112345678'],
    ['voice', 'sip:+4915112345678@anonymous.invalid'],
    ['voice', 'sip:anna@example.com'],
    ['voice', 'Anonymous Bakery'],
    ['voice', '+26669668700'],
    ['voice', '+12666966870'],
    ['voice', '+18656696255'],
    ['sms', 'DHL'],
    ['sms', 'Privatebank'],
    ['sms', '80888'],
    ['whatsapp', '4915112345678'],
    ['whatsapp', '4915112345678@s.whatsapp.net'],
    ['whatsapp', '4915112345678@c.us'],
    ['whatsapp', '236283648723648@lid'],
    ['whatsapp', 'anonymous'],
  ])('of %s %j is none', (channel, address) => {
    expect(reasonOf(from(channel, address))).toBeUndefined();
  });

  it('of any text is quick to find and never throws', () => {
    fc.assert(fc.property(anySent, (sent) => void reasonOf(sent)));
    const repeated = [
      '<',
      '-',
      'no-',
      'bounce-1',
      '=',
      '+-request',
      '.',
      '(',
      '1',
      '@',
      ';ext=',
      '%41',
      '"',
      '<>',
      ' ',
    ];
    const cpuTime = startCpuTime();
    for (const text of repeated.map((piece) => piece.repeat(2000 / piece.length))) {
      for (const channel of channels) reasonOf(from(channel, text));
    }
    expect(cpuTime()).toBeLessThan(2000);
    for (const channel of channels) expect(reasonOf(from(channel, '<'.repeat(300_000)))).toBe('too_long');
  });
});

describe('identityOf', () => {
  it.each<[string, string, string]>([
    ['anna@example.com', 'anna@example.com', 'email#anna@example.com'],
    [' Anna.Smith+news@Example.COM ', 'Anna.Smith+news@Example.COM', 'email#anna.smith+news@example.com'],
    ['Anna Smith <Anna@example.com>', 'Anna@example.com', 'email#anna@example.com'],
    ['"Smith, Anna <the boss>" < anna@example.com > ', 'anna@example.com', 'email#anna@example.com'],
    ['<anna@example.com>', 'anna@example.com', 'email#anna@example.com'],
    ['anna@example.com (Anna Smith)', 'anna@example.com', 'email#anna@example.com'],
    ['mailto:anna@example.com', 'anna@example.com', 'email#anna@example.com'],
    ['Anna <mailto:anna%2Bnews@example.com?subject=Hi>', 'anna+news@example.com', 'email#anna+news@example.com'],
    ['"anna..b."@docomo.ne.jp', 'anna..b.@docomo.ne.jp', 'email#anna..b.@docomo.ne.jp'],
    ['Anna <"anna..b."@docomo.ne.jp>', 'anna..b.@docomo.ne.jp', 'email#anna..b.@docomo.ne.jp'],
  ])('of email %j is the address', (address, value, key) => {
    expect(identityOf(from('email', address))).toEqual({ key, identity: { kind: 'email', value, channel: 'email' } });
  });

  it.each<[Channel, string, string]>([
    ['sms', '+49 (0)151 12345678', '+4915112345678'],
    ['voice', '"Anna" <sip:+4915112345678@example.com>;tag=7', '+4915112345678'],
    ['whatsapp', '4915112345678.0:12@s.whatsapp.net', '+4915112345678'],
  ])('of %s %j is the phone %s', (channel, address, value) => {
    const identity = { kind: 'phone', value, channel };
    expect(identityOf(from(channel, address))).toEqual({ key: `phone#${value}`, identity });
  });

  it.each<[Channel, string]>([
    ['sms', 'DHL'],
    ['sms', '015112345678'],
    ['voice', 'sip:anna@example.com'],
    ['whatsapp', '236283648723648@lid'],
    ['chat', '4915112345678'],
    ['chat', '+4915112345678'],
    ['chat', 'anna@example.com'],
    ['chat', 'Anna <anna@example.com>'],
    ['chat', 'visitor_8F3a'],
    ['chat', 'a\u200bb'],
    ['chat', '__proto__'],
    ['chat', '#'],
    ['chat', '😀'.repeat(127)],
  ])('of %s %j is an id of the channel', (channel, address) => {
    const identity = { kind: channel, value: address, channel };
    expect(identityOf(from(channel, ` ${address}\n`))).toEqual({ key: `${channel}#${address}`, identity });
  });

  it('keeps ids apart that differ in case or in the channel', () => {
    const keys = [from('chat', 'a'), from('chat', 'A'), from('whatsapp', 'a'), from('sms', 'a'), from('voice', 'a')];
    expect(new Set(keys.map((sent) => identified(sent).key)).size).toBe(keys.length);
  });

  it.each<[Channel, string, string]>([
    ['email', 'anna', 'not_an_email'],
    ['email', 'anna@localhost', 'not_an_email'],
    ['email', 'a@b.de, c@d.de', 'not_an_email'],
    ['email', 'anna@a.0x7f', 'not_an_email'],
    ['email', '@example.com', 'not_an_email'],
    ['email', '"anna smith"@example.com', 'not_an_email'],
    ['email', 'anna\ud800@example.com', 'not_an_email'],
    ['email', `${'a'.repeat(65)}@example.com`, 'not_an_email'],
    [
      'email',
      '/O=EXCHANGELABS/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=ANNA',
      'not_an_email',
    ],
    ['email', `Anna ${'A'.repeat(2000)} <anna@example.com>`, 'too_long'],
    ['chat', '', 'empty'],
    ['chat', ' \n', 'empty'],
    ['whatsapp', ' \u200b', 'empty'],
    ['chat', 'a\ud800', 'malformed'],
    ['sms', 'a\ud800', 'malformed'],
    ['chat', '山'.repeat(300), 'too_long'],
    ['voice', 'x'.repeat(895), 'too_long'],
  ])('of %s %j is none: %s', (channel, address, reason) => {
    expect(identityOf(from(channel, address))).toEqual({ reason });
  });

  it('has a key of 900 bytes', () => {
    expect(identified(from('voice', 'x'.repeat(894))).key).toHaveLength(900);
  });

  it('of any text has a key that fits, or is none', () => {
    fc.assert(
      fc.property(anySent, fc.constantFrom(undefined, ...countries), (sent, country) => {
        const read = identityOf(sent, country);
        if ('reason' in read) return expect(read.reason).toMatch(/^[a-z0-9_]+$/);
        expect(Buffer.byteLength(read.key)).toBeLessThanOrEqual(900);
        expect(read.key.startsWith(`${read.identity.kind}#`)).toBe(true);
        expect([sent.channel, 'phone']).toContain(read.identity.kind);
        expect(read.identity.channel).toBe(sent.channel);
      }),
      runOptions(500),
    );
  });

  it('of what is shown is the same again, for any country', () => {
    const country = fc.constantFrom(undefined, ...countries);
    fc.assert(
      fc.property(anySent, country, country, (sent, then, now) => {
        const once = identityOf(sent, then);
        if ('reason' in once) return;
        const again = identityOf(from(sent.channel, once.identity.value), then);
        expect(again).toEqual(once);
        if (once.identity.kind === 'phone') {
          expect(identityOf(from(sent.channel, once.identity.value), now)).toEqual(once);
        }
      }),
      runOptions(300, 100_000),
    );
  });

  it('reads a number without a country code as one of the country', () => {
    expect(identified(from('sms', '0151 12345678'), 'DE').key).toBe('phone#+4915112345678');
    expect(identified(from('voice', 'sip:015112345678@pbx.example.com'), 'DE').key).toBe('phone#+4915112345678');
    expect(identified(from('whatsapp', '0151 12345678'), 'DE').key).toBe('phone#+4915112345678');
    expect(identified(from('whatsapp', '4155552671'), 'US').key).toBe('whatsapp#4155552671');
    expect(identified(from('chat', '0151 12345678'), 'DE').key).toBe('chat#0151 12345678');
  });
});

describe('mayBeNational', () => {
  it.each<[Channel, string, boolean]>([
    ['sms', '0151 12345678', true],
    ['voice', 'tel:0151-12345678', true],
    ['voice', '"Anna" <sip:015112345678@pbx.example.com>', true],
    ['sms', '4915112345678', true],
    ['whatsapp', '015112345678', true],
    ['whatsapp', '4915112345678', false],
    ['whatsapp', '4155552671', false],
    ['sms', '+4915112345678', false],
    ['voice', 'sip:+4915112345678@pbx.example.com', false],
    ['voice', 'sip:anna@example.com', false],
    ['sms', 'DHL', false],
    ['chat', '0151 12345678', false],
    ['email', '0151@example.com', false],
  ])('of %s %j is %s', (channel, address, may) => {
    expect(mayBeNational(from(channel, address))).toBe(may);
  });

  it('is true wherever a country makes a difference', () => {
    fc.assert(
      fc.property(anySent, fc.constantFrom(...countries), (sent, country) => {
        if (!mayBeNational(sent)) expect(identityOf(sent, country)).toEqual(identityOf(sent));
      }),
      runOptions(1000),
    );
  });
});

describe('nameOf', () => {
  const called = (displayName?: string, profileName?: string, address = 'anna@example.com'): Sent => ({
    channel: 'email',
    sender: {
      address,
      ...(displayName !== undefined && { displayName }),
      ...(profileName !== undefined && { profileName }),
    },
  });

  it.each<[string, string | null, string | null]>([
    ['Anna Smith', 'Anna', 'Smith'],
    ['Anna', 'Anna', null],
    ['  Anna \t\r\n Smith ', 'Anna', 'Smith'],
    ['Smith, Anna', 'Anna', 'Smith'],
    ['"Anna"', 'Anna', null],
    ['"Smith, Anna"', 'Anna', 'Smith'],
    ["'Anna Smith'", 'Anna', 'Smith'],
    [`"'Anna Smith'"`, 'Anna', 'Smith'],
    ['" Anna "', 'Anna', null],
    ['„Anna Smith“', 'Anna', 'Smith'],
    ['“Anna”', 'Anna', null],
    ['«Anna»', 'Anna', null],
    ['Anna "Annie" Smith', 'Anna "Annie"', 'Smith'],
    ["'t Hooft", null, "'t Hooft"],
    ["Anna O'", 'Anna', "O'"],
    ['An\u0000na\u0007 Sm\u009fith', 'Anna', 'Smith'],
    ['\u202eAnna\u202c \u2066Smith\u2069\u200f', 'Anna', 'Smith'],
    ['Anna\ud800 \udc00Smith\ufffd', 'Anna', 'Smith'],
    ['\ufeffAnna\u00a0Smith', 'Anna', 'Smith'],
    ['Anna 😀', 'Anna', null],
    ['می\u200cخواهم', 'می\u200cخواهم', null],
    ['山田太郎', '山田太郎', null],
    ['x'.repeat(201), 'x'.repeat(200), null],
    [`${'x'.repeat(201)} ${'y'.repeat(300)}`, 'x'.repeat(200), 'y'.repeat(200)],
    [`Anna ${'😀'.repeat(201)}`, 'Anna', '😀'.repeat(200)],
    [`${'x'.repeat(199)} ${'a '.repeat(9)}z`, 'x'.repeat(199), 'z'],
  ])('of %j is %j and %j', (displayName, firstName, lastName) => {
    expect(nameOf(called(displayName))).toEqual({ firstName, lastName });
  });

  it.each([
    '',
    '   ',
    '""',
    '"" ""',
    '+49 151 12345678',
    '123',
    '😀',
    '\u3164',
    '\u115f\u1160',
    '\u{13441}',
    '\u2800\u200b',
    '\u202e\u0000',
    'anna@example.com',
    'Anna @ Acme',
    'anna＠example.com',
    '\ud800',
  ])('of %j is none', (displayName) => {
    expect(nameOf(called(displayName))).toBeUndefined();
    expect(nameOf(called(displayName, 'Bo Li'))).toEqual({ firstName: 'Bo', lastName: 'Li' });
    expect(nameOf(called(undefined, displayName))).toBeUndefined();
  });

  it('has the company beside it', () => {
    expect(nameOf(called('Anna (Acme GmbH)'))).toEqual({ firstName: 'Anna', lastName: null, companyName: 'Acme GmbH' });
  });

  it('is what the sender says before what the channel knows', () => {
    expect(nameOf(called('Anna', 'Bo'))).toEqual({ firstName: 'Anna', lastName: null });
    expect(nameOf(called(undefined, 'Bo'))).toEqual({ firstName: 'Bo', lastName: null });
    expect(nameOf(called())).toBeUndefined();
  });

  it('is no repetition of the address', () => {
    expect(nameOf(called('DHL', undefined, 'DHL'))).toBeUndefined();
    expect(nameOf(called('visitor_1', 'Bo', ' visitor_1 '))).toEqual({ firstName: 'Bo', lastName: null });
    expect(nameOf(called('Anna', undefined, 'anna'))).toEqual({ firstName: 'Anna', lastName: null });
  });

  it('of any text never throws, and has no empty part and none that is too long', () => {
    fc.assert(
      fc.property(anySent, (sent) => {
        const name = nameOf(sent);
        if (name === undefined) return;
        expect(name.firstName).not.toBe('');
        expect(name.lastName).not.toBe('');
        for (const part of [name.firstName ?? '', name.lastName ?? '']) {
          expect([...part].length).toBeLessThanOrEqual(200);
          expect(part.isWellFormed()).toBe(true);
          expect(part).not.toMatch(/[\p{Cc}\p{Bidi_Control}\uFFFD@]/u);
        }
      }),
      runOptions(500),
    );
  });

  it('of the longest text that an event can carry is quick to find', () => {
    for (const piece of ['"', ' ', 'a ', ',', '"a', '\u0000', 'van ']) {
      const cpuTime = startCpuTime();
      nameOf(called(`${piece.repeat(100_000)}x`));
      expect(cpuTime()).toBeLessThan(2000);
    }
  });
});

describe('isOwnSender', () => {
  const settings = { ownDomains: ['our-company.example', 'bücher.example'], freeMailExceptions: [] };

  it.each<[Channel, string, boolean]>([
    ['email', 'bo@our-company.example', true],
    ['email', 'Bo <bo@Mail.Our-Company.Example>', true],
    ['email', 'bo@xn--bcher-kva.example', true],
    ['email', 'anna@example.com', false],
    ['email', 'anna@not-our-company.example', false],
    ['chat', 'bo@our-company.example', false],
    ['voice', 'sip:bo@our-company.example', false],
    ['sms', '+4915112345678', false],
  ])('of %s %j is %s', (channel, address, isOwn) => {
    expect(isOwnSender(identified(from(channel, address)), settings)).toBe(isOwn);
  });
});
