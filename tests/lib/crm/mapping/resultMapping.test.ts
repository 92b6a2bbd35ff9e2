import type { CrmFailureReason } from '../../../../lib/crm/CrmFailure.ts';
import { isTruncated, readRecords, type ToolResult } from '../../../../lib/crm/mapping/resultMapping.ts';
import type { ResultMapping } from '../../../../schemas/crmLookups.ts';
import { startCpuTime } from '../../../support/cpuTime.ts';
import fc from '../../../support/properties.ts';

const mapping = {
  from: 'structured',
  items: 'matches',
  map: {
    externalRef: 'id',
    emails: ['email', 'more[*].value'],
    phones: ['phones[*]'],
    name: 'name',
    firstName: ['first', 'given'],
    lastName: 'last',
    companyName: 'company',
  },
} as const satisfies ResultMapping;

const text = (...texts: string[]): ToolResult => ({ content: texts.map((each) => ({ type: 'text', text: each })) });
const structured = (matches: unknown): ToolResult => ({ content: [], structuredContent: { matches, nothing: null } });
const read = (row: object) => readRecords(structured([row]), mapping)[0];
const emptyRecord = { firstName: null, lastName: null, emails: [], phones: [], companyName: null };
const failure = (reason: CrmFailureReason) =>
  expect.objectContaining({ name: 'ContactError', code: 'crm_failed', reason });

describe('readRecords', () => {
  it('splits a full name in the order of the names', () => {
    const [record] = readRecords(structured([{ id: '1', name: 'Kovács Péter' }]), mapping, 'surnameFirst');
    expect(record).toMatchObject({ firstName: 'Péter', lastName: 'Kovács' });
  });

  const one = [{ externalRef: '1', ...emptyRecord }];

  it.each<[string, ToolResult, ResultMapping['from'], ResultMapping['items']]>([
    ['structured content', structured([{ id: '1' }]), 'structured', 'matches'],
    ['text if there is no structured content', text('{"matches":[{"id":"1"}]}'), 'structured', 'matches'],
    ['text', { ...text('{"matches":[{"id":"1"}]}'), structuredContent: { matches: [] } }, 'text', 'matches'],
    ['the first text that is JSON', text('Found 1:', '3', '{"matches":[{"id":"1"}]}', '{}'), 'text', 'matches'],
    ['JSON in a Markdown code fence', text('```json\n{"matches":[{"id":"1"}]}\n```\n'), 'text', 'matches'],
    ['a list at the root', text('[{"id":"1"}]'), 'text', '$'],
    ['a list with [*] behind it', text('[{"id":"1"}]'), 'text', '[*]'],
    ['one record', structured({ id: '1' }), 'structured', 'matches'],
    ['lists in a list', structured([{ of: [{ id: '1' }] }, { of: [] }]), 'structured', 'matches[*].of'],
    ['the list at the first path that exists', structured([{ id: '1' }]), 'structured', ['rows', 'matches', '$']],
    ['the list at the first path that is not null', structured([{ id: '1' }]), 'structured', ['nothing', 'matches']],
    ['a number as the id', structured([{ id: 1 }]), 'structured', 'matches'],
    ['one record in two rows', structured([{ id: '1' }, { id: 1 }]), 'structured', 'matches'],
    [
      'text after other content',
      { content: [{ type: 'image' }, ...(text('[{"id":"1"}]').content ?? [])] },
      'text',
      '$',
    ],
  ])('reads %s', (_, result, from, items) => {
    expect(readRecords(result, { ...mapping, from, items })).toEqual(one);
  });

  it('reads no name, company or id that nobody sees', () => {
    const blank = '\u2800\u200b';
    const map = { externalRef: 'id', name: 'name', companyName: 'blank' };
    expect(readRecords(structured([{ id: '1', blank, name: `${blank} Anna` }]), { ...mapping, map })).toEqual([
      { externalRef: '1', ...emptyRecord, firstName: 'Anna' },
    ]);
    expect(() => readRecords(structured([{ id: blank }]), mapping)).toThrow('no externalRef');
  });

  it.each<[string, ToolResult, ResultMapping['items']]>([
    ['an empty list', structured([]), 'matches'],
    ['an empty list with [*] behind it', structured([]), 'matches[*]'],
    ['an empty list, although another place has something', structured([]), ['matches', '$']],
    ['an empty list as text', text('{"matches":[]}'), 'matches'],
  ])('reads %s as no records', (_, result, items) => {
    expect(readRecords(result, { ...mapping, items })).toEqual([]);
  });

  it.each<[string, ToolResult, CrmFailureReason]>([
    ['an error with records', { ...structured([{ id: '1' }]), isError: true }, 'tool_error'],
    ['no content', { content: [] }, 'unreadable'],
    ['nothing at all', {}, 'unreadable'],
    ['a sentence', text('No contact has anna@x.de'), 'unreadable'],
    ['a number', text('3'), 'unreadable'],
    ['null', text('null'), 'unreadable'],
    ['a fence alone', text('```'), 'unreadable'],
    ['half a JSON text', text('{"matches":[{"id":"1"}'), 'unreadable'],
    ['another document', structured(undefined), 'unreadable'],
    ['an error without isError', text('{"error":"expired"}'), 'unreadable'],
    ['null where the list should be', structured(null), 'unreadable'],
    ['a sentence where the list should be', structured('none'), 'unreadable'],
    ['a list of no records', structured(['1']), 'unreadable'],
    ['a record without an id', structured([{ id: '1' }, { email: 'a@x.de' }]), 'unreadable'],
    ['an empty id', structured([{ id: ' ' }]), 'unreadable'],
    ['an id with a space around it', structured([{ id: ' 1' }]), 'unreadable'],
    ['an id that is too long', structured([{ id: 'x'.repeat(201) }]), 'unreadable'],
    ['an id with NUL', structured([{ id: 'a\0' }]), 'unreadable'],
    ['an id with a lone surrogate', structured([{ id: '\ud800' }]), 'unreadable'],
    ['an id that is not a safe integer', text('{"matches":[{"id":5459160000000361001234}]}'), 'unreadable'],
    ['a fraction as the id', structured([{ id: 1.5 }]), 'unreadable'],
    ['an object as the id', structured([{ id: { id: '1' } }]), 'unreadable'],
    ['51 records', structured(Array.from({ length: 51 }, () => ({ id: '1' }))), 'too_large'],
    ['101 addresses', structured([{ id: '1', phones: Array.from({ length: 101 }, (_, i) => `${i}`) }]), 'too_large'],
  ])('fails with %s', (_, result, reason) => {
    expect(() => readRecords(result, mapping)).toThrow(failure(reason));
  });

  it('quotes nothing of the result in the message of a failure', () => {
    for (const result of [
      { ...text('anna@x.de'), isError: true },
      text('anna@x.de'),
      structured([{ email: 'anna@x.de' }]),
    ]) {
      expect(() => readRecords(result, mapping)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('anna') }),
      );
    }
  });

  it('reads 50 records', () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id }));
    expect(readRecords(structured(rows), mapping).map(({ externalRef }) => externalRef)).toEqual(
      rows.map(({ id }) => `${id}`),
    );
  });

  it.each<[string, object, object]>([
    ['addresses at all paths', { email: 'a@x.de', more: [{ value: 'b@x.de' }] }, { emails: ['a@x.de', 'b@x.de'] }],
    [
      'several addresses in one string',
      { email: 'a@x.de; b@x.de,c@x.de\nd@x.de e@x.de;' },
      { emails: 'abcde'.split('').map((a) => `${a}@x.de`) },
    ],
    ['one address once', { email: 'a@x.de', more: [{ value: ' a@x.de ' }] }, { emails: ['a@x.de'] }],
    ['no blank addresses, and only strings', { email: ' ', more: [{ value: null }, { value: 7 }, {}] }, { emails: [] }],
    ['a list in place of one address', { email: ['a@x.de', 'b@x.de'] }, { emails: ['a@x.de', 'b@x.de'] }],
    [
      'phones with their spaces',
      { phones: ['+49 30 / 12-34', '030 1;031 2'] },
      { phones: ['+49 30 / 12-34', '030 1', '031 2'] },
    ],
    ['a name in parts', { first: ' Anna ', last: 'Li', name: 'Bo Ek' }, { firstName: 'Anna', lastName: 'Li' }],
    ['one part alone, without a part of the full name', { last: 'Li', name: 'Anna Ek' }, { lastName: 'Li' }],
    ['a part at the second path', { first: '', given: 'Anna' }, { firstName: 'Anna' }],
    ['a full name', { first: '', last: null, name: 'Ek, Bo' }, { firstName: 'Bo', lastName: 'Ek' }],
    ['a full name of one word', { name: 'Bo' }, { firstName: 'Bo' }],
    ['no blank name', { name: ' ' }, {}],
    ['the company', { company: ' Acme ' }, { companyName: 'Acme' }],
    ['no false company, as Odoo has it', { company: false }, {}],
    ['a text of 200 characters', { company: '😀'.repeat(200) }, { companyName: '😀'.repeat(200) }],
    ['no text that is too long', { company: '😀'.repeat(201), name: `Bo ${'x'.repeat(201)}` }, { firstName: 'Bo' }],
    ['no text with NUL or a lone surrogate', { company: 'a\0', first: '\ud800', email: '\ud800@x.de' }, {}],
  ])('reads %s', (_, row, expected) => {
    expect(read({ id: '1', ...row })).toEqual({ externalRef: '1', ...emptyRecord, ...expected });
  });

  it('merges the rows of one record', () => {
    const rows = [
      { id: 1, email: 'a@x.de', company: 'Acme' },
      { id: 2, email: 'c@x.de' },
      { id: '1', email: 'b@x.de;a@x.de', phones: ['+1'], first: 'Anna', company: 'Other' },
      { id: '1', last: 'Li' },
    ];
    expect(readRecords(structured(rows), mapping)).toEqual([
      {
        externalRef: '1',
        firstName: 'Anna',
        lastName: null,
        emails: ['a@x.de', 'b@x.de'],
        phones: ['+1'],
        companyName: 'Acme',
      },
      { externalRef: '2', ...emptyRecord, emails: ['c@x.de'] },
    ]);
  });

  const row = fc.dictionary(fc.constantFrom('email', 'name', 'first', 'phones', 'more', 'company'), fc.jsonValue());
  const rows = fc.array(fc.tuple(fc.nat(5), row).map(([id, rest]) => ({ ...rest, id })));

  it('returns its own records unchanged when it reads them again', () => {
    const fields = ['externalRef', 'emails', 'phones', 'firstName', 'lastName', 'companyName'] as const;
    const map = { ...Object.fromEntries(fields.map((field) => [field, field])), externalRef: 'externalRef' };
    fc.assert(
      fc.property(rows, (given) => {
        const records = readRecords(structured(given), mapping);
        expect(new Set(records.map(({ externalRef }) => externalRef))).toEqual(new Set(given.map(({ id }) => `${id}`)));
        expect(readRecords(structured(records), { ...mapping, map })).toEqual(records);
      }),
    );
  });

  it('isTruncated returns whether the result is marked as truncated', () => {
    const mapping = { from: 'structured', items: 'data', truncated: 'more', map: { externalRef: 'id' } } as const;
    const results = [true, false, 'yes', undefined].map((more) =>
      isTruncated({ structuredContent: { data: [], more } }, mapping),
    );
    expect(results).toEqual([true, false, false, false]);
  });

  it('fails with unreadable for anything but a list of records', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        fc.pre([given].flat().length > 0);
        expect(() => readRecords(structured(given), { ...mapping, map: { externalRef: 'none' } })).toThrow(
          failure('unreadable'),
        );
      }),
    );
  });

  it('reads a text of many code fences in linear time', () => {
    const cpuTime = startCpuTime();
    expect(() => readRecords(text('```\n'.repeat(60_000)), mapping)).toThrow(failure('unreadable'));
    expect(cpuTime()).toBeLessThan(3000);
  });
});
