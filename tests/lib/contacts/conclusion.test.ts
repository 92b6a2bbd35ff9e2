import type { TakenFields } from '../../../lib/contacts/change.ts';
import { type Conclusion, conclude, type Finding, type Found } from '../../../lib/contacts/conclusion.ts';
import type { LinkedRecord } from '../../../lib/contacts/lookupTarget.ts';
import type { CrmRecord } from '../../../schemas/crmRecord.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { anyRecord } from './decisions/simulation.ts';

const a = 'a@one.example';
const addresses = { email: a, phone: null };
const nobody: TakenFields = new Map();
const takenRecord: TakenFields = new Map([['externalRef', 'another-contact']]);

const record = (externalRef: string, emails: string[] = [a]): CrmRecord => ({
  externalRef,
  firstName: null,
  lastName: null,
  companyName: null,
  emails,
  phones: [],
});
const found = (...matches: CrmRecord[]): Found => ({ matches, isTruncated: false });
const failed: Finding = { failure: { message: 'The CRM did not answer' } };

describe('conclude on an unresolved contact', () => {
  it.each<[string, Finding, TakenFields, Conclusion]>([
    ['a failure, with its reason', failed, nobody, { outcome: 'failed', reason: 'The CRM did not answer' }],
    ['no match', found(), nobody, { outcome: 'nobody' }],
    ['no match but a refused record', { ...found(), isRefused: true }, nobody, { outcome: 'refused' }],
    [
      'one match beside a refused record',
      { ...found(record('1')), isRefused: true },
      nobody,
      { outcome: 'match', record: record('1') },
    ],
    ['one match', found(record('1')), nobody, { outcome: 'match', record: record('1') }],
    [
      'one match that another contact owns',
      found(record('1')),
      takenRecord,
      { outcome: 'taken', reason: 'The record is contact another-contact' },
    ],
    [
      'one match with an address that another contact owns',
      found(record('1')),
      new Map([['email', 'another-contact']]),
      { outcome: 'match', record: record('1') },
    ],
    [
      'several matches',
      found(record('1'), record('2')),
      nobody,
      { outcome: 'ambiguous', candidates: [record('1'), record('2')] },
    ],
    [
      'several matches where another contact owns the record that was taken before',
      found(record('1'), record('2')),
      takenRecord,
      { outcome: 'ambiguous', candidates: [record('1'), record('2')] },
    ],
    [
      'one match in a truncated result',
      { matches: [record('1')], isTruncated: true },
      nobody,
      { outcome: 'ambiguous', candidates: [record('1')] },
    ],
  ])('concludes from %s', (_, finding, taken, conclusion) => {
    expect(conclude(finding, { addresses }, taken)).toEqual(conclusion);
  });
});

const link: LinkedRecord = {
  externalRef: '1',
  isFinal: false,
  isKnown: true,
  addresses: { email: a, phone: null },
  evidence: [{ by: 'email', value: a }],
};
const byPerson = { ...link, isFinal: true };
const elsewhere = record('1', ['moved@one.example']);
const kept = (linked: CrmRecord): Conclusion => ({ outcome: 'match', record: linked });
const moved: Conclusion = { outcome: 'match', record: record('2') };

describe('conclude on a linked contact', () => {
  it.each<[string, Finding, LinkedRecord, Conclusion, TakenFields?]>([
    ['a failure, with its reason', failed, link, { outcome: 'failed', reason: 'The CRM did not answer' }],
    ['its record', { ...found(), linked: record('1') }, link, kept(record('1'))],
    ['its record among others', { ...found(record('1'), record('2')), linked: record('1') }, link, kept(record('1'))],
    ['its record, which has lost the address', { ...found(), linked: elsewhere }, link, kept(elsewhere)],
    ['its record without an address that another has', { ...found(record('2')), linked: elsewhere }, link, moved],
    ['a record of a person in the same case', { ...found(record('2')), linked: elsewhere }, byPerson, kept(elsewhere)],
    [
      'two others that have the address in its place',
      { ...found(record('2'), record('3')), linked: elsewhere },
      link,
      kept(elsewhere),
    ],
    [
      'another in a truncated result',
      { matches: [record('2')], isTruncated: true, linked: elsewhere },
      link,
      kept(elsewhere),
    ],
    ['another that a contact owns', { ...found(record('2')), linked: elsewhere }, link, kept(elsewhere), takenRecord],
    ['nothing', { ...found(), isMissing: true }, link, { outcome: 'gone' }],
    ['nothing, where that proves nothing', found(), link, { outcome: 'not_found' }],
    [
      'nothing, where nothing was looked up',
      { ...found(), reason: 'why' },
      link,
      { outcome: 'not_found', reason: 'why' },
    ],
    ['nothing ever', { ...found(), isMissing: true }, { ...link, isKnown: false }, { outcome: 'not_found' }],
    ['nothing, for a person', { ...found(), isMissing: true }, byPerson, { outcome: 'gone' }],
    ['only another', { ...found(record('2')), isMissing: true }, link, moved],
    ['only another, with another address', found(record('2')), link, moved],
    ['only another, for a person', { ...found(record('2')), isMissing: true }, byPerson, { outcome: 'gone' }],
    ['two others', { ...found(record('2'), record('3')), isMissing: true }, link, { outcome: 'gone' }],
    [
      'only another that a contact owns',
      { ...found(record('2')), isMissing: true },
      link,
      { outcome: 'gone' },
      takenRecord,
    ],
  ])('concludes from %s', (_, finding, its, conclusion, taken = nobody) => {
    expect(conclude(finding, { addresses, link: its }, taken)).toEqual(conclusion);
  });

  it('reads national numbers of the record as those of the default country', () => {
    const linked = { ...record('1', []), phones: ['030 123456'] };
    const its = { ...link, evidence: [{ by: 'phone', value: '+4930123456' }] } as const;
    const concludeIn = (defaultCountry: string) =>
      conclude({ ...found(record('2')), linked }, { addresses, link: its, defaultCountry }, nobody);
    expect([concludeIn('DE'), concludeIn('AT')]).toEqual([kept(linked), moved]);
  });

  it('never moves the link of a person, and calls a record gone only where the CRM has known it and lacks it', () => {
    const anyFinding = fc.oneof(
      fc.constant(failed),
      fc.record({
        matches: fc.array(anyRecord, { maxLength: 3 }),
        isTruncated: fc.boolean(),
        linked: fc.option(fc.constant(record('1', [])), { nil: undefined }),
        isMissing: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(anyFinding, fc.boolean(), fc.boolean(), (finding, isFinal, isKnown) => {
        const result = conclude(finding, { addresses, link: { ...link, isFinal, isKnown } }, nobody);
        if (result.outcome === 'match' && isFinal) expect(result.record.externalRef).toBe('1');
        if (result.outcome === 'gone') {
          expect(isKnown && 'isMissing' in finding && finding.isMissing && finding.linked === undefined).toBe(true);
        }
        if ('failure' in finding) expect(result.outcome).toBe('failed');
      }),
      runOptions(300),
    );
  });
});
