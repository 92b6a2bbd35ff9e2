import { companyOf } from '../../../lib/contacts/companies.ts';
import * as formats from '../../../schemas/formats.ts';
import { measureCompanies } from '../../bench/companies.ts';
import fc, { anyCharacter } from '../../support/properties.ts';

const settings = {
  ownDomains: ['our-company.example', 'EIGENE-Bücher.de', 'xn--mller-kva.example', 'gmx.net'],
  freeMailExceptions: ['t-online.de', 'Posteo.DE', 'MÜLL.email', 'gmx.net', 'jcom.home.ne.jp'],
};

describe('companyOf', () => {
  it.each([
    ['anna@acme-customer.de', 'Acme Customer'],
    ['anna@mail.acme.co.uk', 'Acme'],
    ['anna@acme.co.uk', 'Acme'],
    ['anna@a.b.c.acme.com.au', 'Acme'],
    ['anna@ACME.DE', 'Acme'],
    ['Anna.Smith+news@Sub.Acme-Customer.De', 'Acme Customer'],
    ['anna@acme-and-sons-ltd.com', 'Acme And Sons Ltd'],
    ['anna@acme--customer.de', 'Acme Customer'],
    ['anna@3m.com', '3M'],
    ['anna@1password.com', '1Password'],
    ['anna@123-456.de', '123 456'],
    ['anna@4711.de', '4711'],
    ['anna@0x7f.de', '0X7f'],
    ['anna@x.com', 'X'],
    // IDNs are shown in Unicode, however they are written.
    ['anna@xn--bcher-kva.de', 'Bücher'],
    ['anna@XN--BCHER-KVA.de', 'Bücher'],
    ['anna@bücher.de', 'Bücher'],
    ['anna@bu\u0308cher.de', 'Bücher'],
    ['anna@BÜCHER.de', 'Bücher'],
    ['anna@mail.äpfel-und-birnen.at', 'Äpfel Und Birnen'],
    ['anna@日本.jp', '日本'],
    ['anna@例え.日本.jp', '日本'],
    ['anna@acme.公司.cn', 'Acme'],
    ['anna@acme.xn--55qx5d.cn', 'Acme'],
    ['anna@пример.рф', 'Пример'],
    ['anna@xn--e1afmkfd.xn--p1ai', 'Пример'],
    // The private section of the public suffix list.
    ['anna@foo.github.io', 'Foo'],
    ['anna@mail.foo.github.io', 'Foo'],
    ['anna@acme.uk.com', 'Acme'],
    ['anna@acme.blogspot.com', 'Acme'],
    // An exception of the suffix list: the city itself.
    ['anna@city.kawasaki.jp', 'City'],
    // Suffixes that the list does not know yet.
    ['anna@acme.newtld', 'Acme'],
    ['anna@acme-customer.example', 'Acme Customer'],
    // Neighbours of providers.
    ['anna@github.com', 'Github'],
    ['anna@notgmx.de', 'Notgmx'],
    ['anna@gmail.com.acme.de', 'Acme'],
    ['anna@live.acme.de', 'Acme'],
    ['anna@ne.jp.acme.com', 'Acme'],
    ['anna@gmx.io', 'Gmx'],
    ['anna@gmx.github.io', 'Gmx'],
    ['anna@outlook.travel', 'Outlook'],
    ['anna@vodafone.com', 'Vodafone'],
    ['anna@royalmail.com', 'Royalmail'],
    ['anna@mail.royalmail.com', 'Royalmail'],
    // Employers that a list takes for providers.
    ['anna@bt.com', 'Bt'],
    ['anna@nus.edu.sg', 'Nus'],
    // The people of a platform itself.
    ['anna@zendesk.com', 'Zendesk'],
    ['anna@amazon.de', 'Amazon'],
    // Tenants of platforms in the private section.
    ['anna@acme.myshopify.com', 'Acme'],
    ['anna@gmail-support.de', 'Gmail Support'],
    ['anna@local.de', 'Local'],
    ['anna@homecorp.com', 'Homecorp'],
    ['anna@not-our-company.example', 'Not Our Company'],
    // What the tenant knows better.
    ['anna@t-online.de', 'T Online'],
    ['anna@T-Online.de', 'T Online'],
    ['anna@mail.t-online.de', 'T Online'],
    ['anna@posteo.de', 'Posteo'],
    ['anna@xn--mll-hoa.email', 'Müll'],
    ['anna@jcom.home.ne.jp', 'Home'],
  ])('of %s is %s', (email, companyName) => {
    const domain = email.slice(email.indexOf('@') + 1).toLowerCase();
    expect(companyOf(email, settings)).toEqual({ companyName, domain });
  });

  it.each([
    // Mail providers of the list.
    'anna@gmail.com',
    'anna@GMail.COM',
    'anna@googlemail.com',
    'anna@web.de',
    'anna@gmx.de',
    'anna@outlook.com',
    'anna@yahoo.co.uk',
    'anna@yahoo.co.jp',
    'anna@icloud.com',
    'anna@proton.me',
    'anna@privaterelay.appleid.com',
    'anna@mail.goo.ne.jp',
    'anna@bluewin.ch',
    'anna@qq.com',
    'anna@mail.ru',
    'anna@sub.gmail.com',
    'anna@fastmail.fm',
    'anna@müllmail.com',
    // Disposable domains of the list.
    'anna@mailinator.com',
    'anna@sub.mailinator.com',
    'anna@guerrillamail.com',
    'anna@10minutemail.com',
    'anna@yopmail.com',
    // The ones that the lists lack.
    ...['tutanota.com', 'tutanota.de', 'tutamail.com', 'tuta.com', 'tuta.io', 'keemail.me', 'posteo.net'],
    ...['fastmail.com', 'vodafone.de', '1und1.de', 'hispeed.ch', 'sunrise.ch', 'chello.at', 'aon.at', 'a1.net'],
    ...['ziggo.nl', 'xs4all.nl', 'duck.com', 'simplelogin.com', 'anonaddy.me', 'anna.anonaddy.com', 'mozmail.com'],
    ...['passmail.net', 'users.noreply.github.com', 'acme.onmicrosoft.com', 'onmicrosoft.com'],
    // Families and kinds of providers.
    ...[
      'gmx.ch',
      'sub.gmx.ch',
      'yahoo.com.pe',
      'hotmail.co.nz',
      'icloud.com.cn',
      'vodafone.pt',
      'acme.ne.jp',
      'acme.net.id',
    ],
    ...['blue-mail.ch', 'bluemail.ch'],
    // Relays and parts of platforms, at any depth.
    ...['vtext.com', 'a.facebookmail.com', 'marketplace.amazon.com.br', 'a.b.zendesk.com', 'acme.atlassian.net'],
    // The tenant itself, even where it is an exception too.
    'anna@our-company.example',
    'anna@Mail.Our-Company.Example',
    'anna@eigene-bücher.de',
    'anna@shop.xn--eigene-bcher-klb.de',
    'anna@müller.example',
    'anna@gmx.net',
    // No company registers these.
    ...['printer.local', 'nas.lan', 'mail.internal', 'host.localdomain', 'fritz.home', 'mail.acme.corp'],
    ...['acme.invalid', 'acme.localhost', 'box.home.arpa', '1.0.0.127.in-addr.arpa', 'localhost'],
    // Public suffixes.
    ...['co.uk', 'de', 'blogspot.com', 'github.io', '公司.cn', 'foo.kawasaki.jp', 'uk.com'],
    // Addresses of hosts.
    ...['127.0.0.1', '1.0x7f', '[127.0.0.1]', '[IPv6:2001:db8::1]', '[::1]'],
    // What is no domain.
    ...['', 'acme..de', '.de', 'acme de', 'xn--.de', 'xn--a.de', '\u3164.de', '\u00ad.de', 'a\ud800.de', '@'],
  ])('of %j is none', (text) => {
    expect(companyOf(text.includes('@') ? text : `anna@${text}`, settings)).toBeUndefined();
  });

  it('is right for every row of the table of domains', () => {
    expect(measureCompanies().wrong).toEqual([]);
  });

  it('has a name of 200 characters at most', () => {
    const { companyName } = companyOf(`anna@${'ä-'.repeat(300)}ä.example`, settings) ?? {};
    expect([...(companyName ?? '')].length).toBeLessThanOrEqual(200);
  });

  const letter = fc.oneof(
    fc.constantFrom(...'aäß1日ﷺﬀ\u3164\u0301-'),
    fc.integer({ min: 0, max: 0x1ffff }).map((code) => String.fromCodePoint(code)),
  );
  const label = fc
    .string({ unit: letter, minLength: 1, maxLength: 63 })
    .map((text) => text.replace(/[^\p{L}\p{M}\p{N}-]|^[^\p{L}\p{N}]+|-+$/gu, ''));
  const suffix = fc.constantFrom('de', 'co.uk', '公司.cn', 'github.io', 'local', '0x7f', 'example');
  const email = fc
    .oneof(
      fc.emailAddress(),
      fc
        .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), suffix)
        .map((labels) => `anna@${labels.flat().join('.')}`),
    )
    .filter((address) => formats.email.validate(address));

  it('of any email never throws, and names it by the domain', () => {
    fc.assert(
      fc.property(email, (address) => {
        const company = companyOf(address, settings);
        if (company === undefined) return;
        expect(company.companyName).toMatch(/^\S(?:.*\S)?$/s);
        expect([...company.companyName].length).toBeLessThanOrEqual(200);
        expect(address.toLowerCase().endsWith(`@${company.domain}`)).toBe(true);
      }),
    );
  });

  it('of any text never throws', () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter }), (text) => void companyOf(`anna@${text}`, settings)));
  });
});
