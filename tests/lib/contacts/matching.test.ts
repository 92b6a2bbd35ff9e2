import { type Evidence, hasAddress, matching, outcomeOf, valuesOfRecord } from '../../../lib/contacts/matching.ts';
import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import fc, { anyCharacter } from '../../support/properties.ts';

const record = (known: Partial<CrmRecord> = {}): CrmRecord => ({
  externalRef: '1',
  firstName: null,
  lastName: null,
  emails: [],
  phones: [],
  companyName: null,
  ...known,
});
const byEmail = (value: string): Evidence => ({ by: 'email', value });
const byPhone = (value: string): Evidence => ({ by: 'phone', value });
const refs = (records: readonly CrmRecord[]) => records.map(({ externalRef }) => externalRef);

describe('matching by email', () => {
  it.each([
    ['anna@x.de', 'anna@x.de'],
    ['Anna@X.de', 'aNNA@x.DE'],
    ['anna@bücher.example', 'anna@xn--bcher-kva.example'],
    ["o'brien@x.de", "O'Brien@x.de"],
    ['anna@x.de', 'Anna <anna@x.de>'],
    ['anna@x.de', 'mailto:anna@x.de'],
    ['anna@x.de', 'an\u200bna@x.de\u200e'],
    ['anna@gmail.com', 'Anna@GoogleMail.com'],
    ['anna..b.@docomo.ne.jp', '"anna..b."@docomo.ne.jp'],
  ])('takes %s for %s', (ours, theirs) => {
    expect(refs(matching([record({ emails: ['other@x.de', theirs] })], byEmail(ours)))).toEqual(['1']);
  });

  it.each([
    'anna@y.de',
    'anna+news@x.de',
    'an.na@x.de',
    'anna',
    'anna@',
    '@x.de',
    '',
    'anna@x.de\0',
    'аnna@x.de',
    '{{email}}',
    // In the form of an address, with a domain that there can't be.
    'anna@אa.de',
    'anna@x.0x1f',
  ])('takes anna@x.de for no %j', (theirs) => {
    expect(matching([record({ emails: [theirs] })], byEmail('anna@x.de'))).toEqual([]);
  });

  it('throws for no text that a CRM can have for an email', () => {
    const local = fc.constantFrom('anna', "o'brien", '"a\\" OR 1=1 --"', 'ünï');
    const domain = fc.oneof(
      fc.domain(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('xn--a.de', '999.999', 'x..de'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter }),
          fc.tuple(local, domain).map((parts) => parts.join('@')),
        ),
        (theirs) => {
          expect(matching([record({ emails: [theirs] })], byEmail('somebody@example.com'))).toEqual([]);
        },
      ),
    );
  });
});

describe('matching by phone', () => {
  it.each([
    ['+4915112345678', '+4915112345678'],
    ['+4915112345678', '+49 (0)151 / 123-456.78'],
    ['+4915112345678', '0151 12345678'],
    ['+4915112345678', '4915112345678'],
    ['+4915112345678', '004915112345678'],
    ['+4915112345678', 'tel:+49-151-12345678'],
    ['+4915112345678', '+49 151 12345678 (mobil)'],
    ['+14155552671', '(415) 555-2671'],
    ['+14155552671', '1 415 555 2671'],
    ['+390612345678', '06 1234 5678'],
    // A country code without a country of its own.
    ['+88216123456', '+882 16 123456'],
    ['+15551234567', '(555) 123-4567'],
    ['+4915112345678', 'Mobil: 0151 12345678'],
    ['+4915112345678', '\u202a+49 151 12345678\u202c'],
    ['+493012345678', '+49 030 12345678'],
    // Both forms of one number.
    ['+5511987650001', '+55 11 8765-0001'],
    ['+5511987650001', '(11) 8765-0001'],
    ['+551187650001', '5511987650001'],
    ['+525512345678', '+52 1 55 1234 5678'],
    ['+525512345678', '044 55 1234 5678'],
    ['+5491143456789', '+54 11 4345-6789'],
    ['+541143456789', '011 15 4345-6789'],
  ])('takes %s for %s', (ours, theirs) => {
    expect(refs(matching([record({ phones: ['030 1', theirs] })], byPhone(ours)))).toEqual(['1']);
  });

  it.each([
    '+4915112345679',
    '+44 151 12345678',
    '+43 151 12345678',
    '12345678',
    '5112345678',
    '+49 151 12345678 ext. 3',
    '',
    'none',
    '0'.repeat(200),
  ])('takes +4915112345678 for no %j', (theirs) => {
    expect(matching([record({ phones: [theirs] })], byPhone('+4915112345678'))).toEqual([]);
  });

  it('takes no landline for a mobile, although their digits differ by a 9 only', () => {
    expect(matching([record({ phones: ['+55 11 3234-5678'] })], byPhone('+5511932345678'))).toEqual([]);
  });

  it('reads national numbers as those of the default country, and of no other', () => {
    const [german, austrian] = [byPhone('+4915112345678'), byPhone('+4315112345678')].map((evidence) => ({
      ...evidence,
      defaultCountry: 'DE',
    }));
    const records = [record({ phones: ['0151 12345678'] })];
    expect(refs(matching(records, german ?? byPhone('')))).toEqual(['1']);
    expect(matching(records, austrian ?? byPhone(''))).toEqual([]);
    expect(refs(matching([record({ phones: ['+43 151 12345678'] })], austrian ?? byPhone('')))).toEqual(['1']);
  });

  it('throws for no text that a CRM can have for a phone', () => {
    const text = fc.string({ unit: fc.constantFrom(...'+0123456789 ()-/x;,.٣a\0') });
    fc.assert(
      fc.property(fc.constantFrom('+4930123456', '+14155552671', '+999123', '+88216123456'), text, (ours, theirs) => {
        for (const match of matching([record({ phones: [theirs] })], byPhone(ours)))
          expect(match.phones).toEqual([theirs]);
      }),
    );
  });
});

describe('matching', () => {
  const anna = record({ firstName: 'Anna', lastName: 'Li', emails: ['anna@x.de'], phones: ['+4930123456'] });

  it('takes no name and no other kind of address for evidence', () => {
    expect(
      matching(
        [record({ firstName: 'anna@x.de', companyName: 'anna@x.de', phones: ['anna@x.de'] })],
        byEmail('anna@x.de'),
      ),
    ).toEqual([]);
    expect(matching([anna], byEmail('anna.li@x.de'))).toEqual([]);
    expect(matching([record({ emails: ['+4930123456'] })], byPhone('+4930123456'))).toEqual([]);
  });

  it('gives each record once', () => {
    const two = { ...anna, externalRef: '2' };
    expect(refs(matching([anna, two, anna], byEmail('anna@x.de')))).toEqual(['1', '2']);
  });
});

describe('outcomeOf', () => {
  const records = Array.from({ length: 12 }, (_, i) => record({ externalRef: `${i}` }));

  it.each([
    [0, { outcome: 'nobody' }],
    [1, { outcome: 'match', record: records[0] }],
    [2, { outcome: 'ambiguous', candidates: records.slice(0, 2) }],
    [12, { outcome: 'ambiguous', candidates: records.slice(0, 10) }],
  ])('of %i matches makes one thing', (count, decision) => {
    expect(outcomeOf(records.slice(0, count))).toEqual(decision);
  });
});

describe('valuesOfRecord', () => {
  const email = byEmail('Anna@x.de');

  it.each<[string, Partial<CrmRecord>, Evidence, object]>([
    ['nothing but the address', {}, email, { email: 'Anna@x.de' }],
    ['the email as the contact has it', { emails: ['b@x.de', 'anna@X.DE'] }, email, { email: 'Anna@x.de' }],
    [
      'the phone as the contact has it',
      { phones: ['030 1', '030 123456'] },
      byPhone('+4930123456'),
      { phone: '+4930123456' },
    ],
    [
      'the first phone that is one',
      { phones: ['030 1', 'none', '+1', '+49 (0)30 123456', '+442079460000'] },
      email,
      { phone: '+4930123456' },
    ],
    ['no phone that could be of any country', { phones: ['0151 12345678', '15112345678'] }, email, {}],
    [
      'a phone of the default country',
      { phones: ['0151 12345678'] },
      { ...email, defaultCountry: 'DE' },
      { phone: '+4915112345678' },
    ],
    ['a number that can be dialled', { phones: ['+52 1 55 1234 5678'] }, email, { phone: '+525512345678' }],
    [
      'the address in brackets',
      { emails: ['Anna <anna.li@x.de>'] },
      byPhone('+4930123456'),
      { email: 'anna.li@x.de', phone: '+4930123456' },
    ],
    ['no extension', { phones: ['+49 30 123456 ext. 7'] }, email, {}],
    [
      'the first email that is one',
      { emails: ['none', 'a@999.999', 'a@אa.de', 'c@x.de', 'd@x.de'] },
      byPhone('+4930123456'),
      { email: 'c@x.de', phone: '+4930123456' },
    ],
    ['both parts of a name', { firstName: 'Anna', lastName: 'Li' }, email, { firstName: 'Anna', lastName: 'Li' }],
    ['both parts where there is one', { lastName: 'Li' }, email, { firstName: null, lastName: 'Li' }],
    ['no name where there is none', { firstName: '', lastName: null }, email, {}],
    ['the company', { companyName: 'Acme' }, email, { companyName: 'Acme' }],
    ['what fits', { companyName: '😀'.repeat(200) }, email, { companyName: '😀'.repeat(200) }],
    [
      'nothing too long',
      { companyName: 'x'.repeat(201), firstName: 'x'.repeat(201), emails: [`${'x'.repeat(65)}@x.de`] },
      email,
      {},
    ],
    [
      'nothing that can not be stored',
      { companyName: 'a\0', firstName: '\ud800', lastName: 'Li' },
      email,
      { firstName: null, lastName: 'Li' },
    ],
  ])('tells %s', (_, known, { by, value, defaultCountry }, said) => {
    const has = { [`${by}s`]: [value, ...(known[`${by}s`] ?? [])] };
    const own = { email: null, phone: null, [by]: value };
    expect(valuesOfRecord(record({ ...known, ...has }), own, defaultCountry)).toEqual({ [by]: value, ...said });
  });

  it("tells the record's first address of each kind where it does not have the contact's", () => {
    const own = { email: 'anna@x.de', phone: '+4930123456' };
    const theirs = { emails: ['bo@x.de', 'c@x.de'], phones: ['+442079460000'] };
    expect(valuesOfRecord(record(theirs), own)).toEqual({ email: 'bo@x.de', phone: '+442079460000' });
    expect(valuesOfRecord(record({ emails: ['bo@x.de', 'ANNA@x.de'] }), own)).toEqual({ email: 'anna@x.de' });
    expect(valuesOfRecord(record({}), own)).toEqual({});
  });
});

describe('hasAddress', () => {
  it('is whether a record has one of several addresses, however it writes it', () => {
    const addresses = [byEmail('anna@x.de'), byPhone('+4930123456')];
    expect(hasAddress(record({ phones: ['030 123456'] }), addresses)).toBe(true);
    expect(hasAddress(record({ emails: ['Anna@X.de'] }), addresses)).toBe(true);
    expect(hasAddress(record({ emails: ['bo@x.de'], phones: ['030 1'] }), addresses)).toBe(false);
    expect(hasAddress(record({ emails: ['anna@x.de'] }), [])).toBe(false);
    expect(hasAddress(record({ phones: ['030 123456'] }), addresses, 'AT')).toBe(false);
  });
});
