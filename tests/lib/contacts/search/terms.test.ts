import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { matches, matchesNearly, readQuery } from '../../../../lib/contacts/search/query.ts';
import { termsOf } from '../../../../lib/contacts/search/terms.ts';
import type { Assertion } from '../../../../lib/contacts/sources.ts';
import fc from '../../../support/properties.ts';
import { changedAt, identity, storedContact } from '../storedContact.ts';

type Values = {
  readonly first?: string;
  readonly last?: string;
  readonly company?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly whatsapp?: string;
};

function contactWith({ first, last, company, email, phone, whatsapp }: Values): StoredContact {
  const said = (value: string | undefined): Assertion | undefined => (value ? [value, changedAt, 'key:1'] : undefined);
  const fields = { firstName: said(first), lastName: said(last), companyName: said(company) };
  const manual = Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
  const identities = {
    ...(email && identity('email', email)),
    ...(phone && identity('phone', phone)),
    ...(whatsapp && { [`whatsapp#${whatsapp}`]: { kind: 'whatsapp', value: whatsapp } }),
  };
  return storedContact({ sources: { manual }, identities });
}

const jurgen: Values = {
  first: 'Jürgen',
  last: 'Müller',
  company: 'Acme GmbH',
  email: 'jurgen.mueller@mail.acme-customer.co.uk',
  phone: '+4915112345678',
};

const finds = (query: string, values: Values): boolean => matches(readQuery(query), termsOf(contactWith(values)));

describe('a contact', () => {
  it.each<[query: string, values?: Values]>([
    ['jurgen'],
    ['JÜRGEN'],
    ['mull jur'],
    ['jürgen acme'],
    ['acme gmbh'],
    ['acme g.m.b.h.'],
    ['jurgen.mueller@mail.acme-customer.co.uk'],
    ['Jurgen.Mueller@'],
    ['jurgen.mueller'],
    ['mueller'],
    ['@mail.acme-customer'],
    ['acme-customer.co.uk'],
    ['customer'],
    ['+49 151 1234'],
    ['+49 (0)151 1234'],
    ['0049 151 1234'],
    ['0151 1234'],
    ['0151/123-456'],
    ['151 12345678'],
    ['5678'],
    ['345678 müller'],
    ['Mull 0151 12'],
    ['Bjorn', { first: 'Bjørn' }],
    ['weiß', { last: 'Weiss' }],
    ['weiss', { last: 'Weiß' }],
    ['lukasz', { first: 'Łukasz' }],
    ['aero', { company: 'Ærø Færge A/S' }],
    ['юрии', { first: 'Юрий' }],
    ['ГАГАРИН', { last: 'Гагарин' }],
    ['γιωργος', { first: 'ΓΙΏΡΓΟΣ' }],
    ['Γιώργος', { first: 'γιωργοσ' }],
    ["o'brien", { last: 'O’Brien' }],
    ['obrien', { last: "O'Brien" }],
    ['luc', { first: 'Jean-Luc' }],
    ['jean-luc', { first: 'Jean Luc' }],
    ['J.R.', { first: 'J. R. R.' }],
    ['राम', { first: 'रामचन्द्र' }],
    ['山田', { first: '山田太郎' }],
    ['太郎', { first: '山田太郎' }],
    ['田太', { first: '山田太郎' }],
    ['郎', { first: '山田太郎' }],
    ['太郎 山田', { first: '山田太郎' }],
    ['김', { first: '김민수' }],
    ['민수', { first: '김민수' }],
    ['がん', { first: 'かんがん' }],
    ['日本', { company: '株式会社日本商事' }],
    ['日本商事株式会社', { company: '株式会社日本商事' }],
    ['Guest 42', { whatsapp: 'Guest 42' }],
    ['anna@pbx', { whatsapp: 'sip:anna@pbx.example' }],
    ['sip:anna@pbx', { whatsapp: 'sip:anna@pbx.example' }],
    ['BR.150257', { whatsapp: 'BR.1502576394655843' }],
    ['sá', { last: 'Sá' }],
    ['ag', { company: 'AG' }],
    ['4155', { phone: '+14155550100' }],
    ['06 1234', { phone: '+390612345678' }],
    ['0800', { company: '0800 Direct' }],
    ['007', { company: '007 Films' }],
    ['12 34', { company: '34 12 Street' }],
    ['müller', { email: 'anna@müller.de' }],
    ['gross', { last: 'GROẞ' }],
    ['danlami', { first: 'Ɗanlami' }],
    ['eliyev', { last: 'Əliyev' }],
    ['кайрат ганна', { first: 'Қайрат', last: 'Ґанна' }],
    ['احمد', { first: 'أَحْمَد' }],
    ['إبراهيم', { first: 'ابراهيم' }],
    ['محمد', { first: 'محـمد' }],
    ['فاطمه علي', { first: 'فاطمة', last: 'علی' }],
    ['צהל', { company: 'צה״ל' }],
    ["ka'anapali", { last: 'Kaʻanapali' }],
    ['o‘brien', { last: 'O＇Brien' }],
    ['ﾔﾏﾀﾞ', { last: 'ヤマダ' }],
    ['山田太郎', { first: '太郎', last: '山田' }],
    ['김민수', { first: '민수', last: '김' }],
    ['日本商事', { company: '日本 商事' }],
    ['٢٠', { company: 'Studio 20' }],
    ['4x4', { company: '4x4 Cars' }],
    ['+(49) 151–1234'],
    ['tel:+4915112345678'],
    ['٠١٥١ ١٢٣٤'],
    ['090ー1234−5678', { phone: '+819012345678' }],
    ['8 (916) 123-45-67', { phone: '+79161234567' }],
    ['06 20 123 4567', { phone: '+36201234567' }],
    ['+1 (415) 555-0100 ext. 12', { phone: '+14155550100' }],
    ['nowak sp. z o.o.', { company: 'Nowak Sp. z o. o.' }],
    ['müller', { email: 'anna@xn--mller-kva.de' }],
  ])('is found by %s', (query, values = jurgen) => {
    expect(finds(query, values)).toBe(true);
  });

  it.each<[query: string, values?: Values]>([
    ['urgen'],
    ['jurgen schmidt'],
    ['gmbh'],
    ['uk'],
    ['co.uk'],
    ['jurgen@acme'],
    ['+49 152'],
    ['1234567'],
    ['56'],
    ['ag', { company: 'Acme AG' }],
    ['srl', { company: 'Acme S.r.l.' }],
    ['doo', { company: 'Acme d.o.o.' }],
    ['株式', { company: '株式会社日本商事' }],
    ['com', { email: 'anna@example.com' }],
    ['com', { email: 'anna@example.com.br' }],
    ['gv.at', { email: 'anna@bund.gv.at' }],
    ['(0)'],
    ['4x', { phone: '+4915112345678' }],
    ['pvt', { company: 'Acme Pvt. Ltd.' }],
    ['lda', { company: 'Acme, Lda.' }],
    ['บริษัท', { company: 'บริษัท ไทย จำกัด' }],
    ['राम', { first: 'रमा' }],
    ['山郎', { first: '山田太郎' }],
  ])('is not found by %s', (query, values = jurgen) => {
    expect(finds(query, values)).toBe(false);
  });

  it.each([
    ['jurgn', true],
    ['jrugen', true],
    ['jurgenn muller', true],
    ['jurgn mullre', true],
    ['jurgen.mueler@mail.acme-customer.co.uk', true],
    ['jurgn-mullre', true],
    ['jurgen.mueler', true],
    ['mail.acme-custmer.co.uk', true],
    // Four letters, and two errors.
    ['acem', false],
    ['jurgen-acem', false],
    ['jrgn', false],
    ['jrugne', false],
  ])('with one typing error, %s: %s', (query, isFound) => {
    expect(matchesNearly(readQuery(query), termsOf(contactWith(jurgen)))).toBe(isFound);
  });

  it('that was merged is not found', () => {
    const merged = { ...contactWith(jurgen), mergedInto: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c56' };
    expect(termsOf(merged).words.size).toBe(0);
  });

  it('with a name of two words, a company, an email and a phone has at most 14 words', () => {
    const values = { ...jurgen, email: 'j.mustermann@contoso.com', company: 'Fabrikam Ltd.' };
    expect(termsOf(contactWith(values)).words.size).toBeLessThanOrEqual(14);
  });

  it('changes at most four words with a word of its name', () => {
    const [before, after] = [jurgen, { ...jurgen, last: 'Schmidt' }].map((each) => termsOf(contactWith(each)).words);
    expect(before?.symmetricDifference(after ?? new Set()).size).toBeLessThanOrEqual(4);
  });

  it('is found by the beginning of each word of its name, in any case and order', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abzéøßłжйωςक山田김が'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, letters, fc.nat({ max: 11 }), (first, last, company, length) => {
        const values = { first, last, company };
        for (const text of Object.values(values)) {
          const beginning = [...text].slice(0, length + 1).join('');
          expect(finds(beginning, values)).toBe(true);
          expect(finds(beginning.toUpperCase(), values)).toBe(true);
        }
        expect(finds(`${company} ${last} ${first}`, values)).toBe(true);
      }),
    );
  });

  it('has words whose keys have fewer than 1,024 bytes and no # in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        for (const word of termsOf(contactWith({ first: text, company: text, whatsapp: text })).words) {
          expect(Buffer.byteLength(word)).toBeLessThan(900);
          expect(word).not.toContain('#');
        }
      }),
    );
  });
});
