import { matchesSender, refusalOf } from '../../../lib/contacts/senderLists.ts';
import { identityOf } from '../../../lib/contacts/senders.ts';
import * as formats from '../../../schemas/formats.ts';
import { startCpuTime } from '../../support/cpuTime.ts';

function identified(channel: 'email' | 'sms' | 'chat', address: string) {
  const read = identityOf({ channel, sender: { address } });
  if ('reason' in read) throw new Error(read.reason);
  return read;
}

describe('a pattern of the settings', () => {
  it.each<[pattern: string, channel: 'email' | 'sms' | 'chat', address: string]>([
    ['anna@acme.de', 'email', 'Anna@ACME.de'],
    ['Anna@Acme.de', 'email', 'anna@acme.de'],
    ['anna@googlemail.com', 'email', 'anna@gmail.com'],
    ['anna*@googlemail.com', 'email', 'anna.s@gmail.com'],
    ['acme.de', 'email', 'anna@acme.de'],
    ['acme.de', 'email', 'anna@mail.acme.de'],
    ['*.acme.de', 'email', 'anna@mail.acme.de'],
    ['*@acme.de', 'email', 'anna@acme.de'],
    ['news*@*', 'email', 'newsletter@acme.de'],
    ['*-robot@*.acme.*', 'email', 'my-robot@mail.acme.de'],
    ['acme.*', 'email', 'anna@mail.acme.co.uk'],
    ['bücher.example', 'email', 'anna@xn--bcher-kva.example'],
    ['*.bücher.example', 'email', 'anna@mail.BÜCHER.example'],
    ['+4915112345678', 'sms', '+49 151 12345678'],
    ['+551187650001', 'sms', '+5511987650001'],
    ['+4989*', 'sms', '+498912345678'],
    ['sms:DHL', 'sms', 'DHL'],
    ['sms:DHL*', 'sms', 'DHL Paket'],
    ['chat:bot-*', 'chat', 'bot-7'],
  ])('%s means the %s sender %s', (pattern, channel, address) => {
    expect([formats.sender.validate(pattern), matchesSender(identified(channel, address).key, pattern)]).toEqual([
      true,
      true,
    ]);
  });

  it.each<[pattern: string, channel: 'email' | 'sms' | 'chat', address: string]>([
    ['anna@acme.de', 'email', 'bo.anna@acme.de'],
    ['anna@acme.de', 'email', 'anna@mail.acme.de'],
    ['*@acme.de', 'email', 'anna@mail.acme.de'],
    ['acme.de', 'email', 'anna@notacme.de'],
    ['acme.de', 'email', 'acme.de@example.com'],
    ['*.acme.de', 'email', 'anna@acme.de'],
    ['an*na@acme.de', 'email', 'an@acme.de'],
    ['aba*aba@acme.de', 'email', 'aba@acme.de'],
    ['a.na@acme.de', 'email', 'anna@acme.de'],
    ['+4989*', 'email', '+4989@acme.de'],
    ['+4989*', 'sms', '+4915112345678'],
    ['sms:DHL', 'sms', 'dhl'],
    ['sms:DHL', 'chat', 'DHL'],
    ['acme.de', 'chat', 'anna@acme.de'],
    ['chat:*', 'email', 'chat:x@acme.de'.slice(5)],
  ])('%s does not mean the %s sender %s', (pattern, channel, address) => {
    expect(matchesSender(identified(channel, address).key, pattern)).toBe(false);
  });

  it.each([
    '',
    '*',
    '*@*',
    '*.*',
    'acme',
    'anna@',
    '@acme.de',
    'anna smith@acme.de',
    '+',
    '+49 89',
    'fax:7',
    'a@b@c.de',
  ])('is not %j', (pattern) => {
    expect(formats.sender.validate(pattern)).toBe(false);
  });

  it('is compared in a time that no text or pattern makes long', () => {
    const cpuTime = startCpuTime();
    const { key } = identified('email', `${'a'.repeat(60)}@${'a.'.repeat(90)}de`);
    for (let i = 0; i < 1000; i++) matchesSender(key, `${'a*'.repeat(100)}b@${'*a.'.repeat(15)}de`);
    for (const text of ['a*'.repeat(50_000), 'a.'.repeat(50_000), '*'.repeat(100_000)]) formats.sender.validate(text);
    expect(cpuTime()).toBeLessThan(1000);
  });
});

describe('refusalOf', () => {
  const anna = identified('email', 'anna@acme.de');
  const list = identified('email', 'list@lists.example');
  const none = { ownDomains: [], freeMailExceptions: [] };

  it.each<[string, object, string | undefined]>([
    ['nothing', {}, undefined],
    ['an own domain', { ownDomains: ['acme.de'] }, 'own_domain'],
    ['a list that is an own address', { ownDomains: ['lists.example'] }, undefined],
    ['an ignored sender', { ignoredSenders: ['acme.de'] }, 'ignored_sender'],
    ['an ignored list', { ignoredSenders: ['list@lists.example'] }, 'ignored_sender'],
    ['another ignored sender', { ignoredSenders: ['bo@acme.de'] }, undefined],
    ['an ignored sender who is allowed', { ignoredSenders: ['*@acme.de'], allowedSenders: ['anna@*'] }, undefined],
    ['an own address that is allowed', { ownDomains: ['acme.de'], allowedSenders: ['anna@acme.de'] }, undefined],
    ['an allowed sender beside', { ignoredSenders: ['acme.de'], allowedSenders: ['bo@acme.de'] }, 'ignored_sender'],
  ])('of %s', (_, settings, reason) => {
    expect(refusalOf([anna], list, { ...none, ...settings })).toBe(reason);
  });
});
