import type { ContactChange, TakenFields } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import {
  type Conclusion,
  conclude,
  type Finding,
  type FinishedLookup,
  recordLookup,
} from '../../../../lib/contacts/decisions/recordLookup.ts';
import { fingerprintOf } from '../../../../lib/contacts/lookupAddresses.ts';
import type { Resolution } from '../../../../lib/contacts/resolution.ts';
import type { CrmRecord } from '../../../../schemas/crmRecord.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';
import { anyRecord } from './simulation.ts';

const hour = 3_600_000;
const at = Date.UTC(2026, 10, 24);
const a = 'a@one.example';
const b = 'b@one.example';
const addresses = { email: a, phone: null };
const fingerprint = fingerprintOf(addresses);
const nobody: TakenFields = new Map();

const contactWith = (attributes: Partial<StoredContact> = {}): StoredContact =>
  storedContact({
    identities: identity('email', a, verifiedAt(1)),
    ...attributes,
  });
const contact = contactWith();

const record = (externalRef: string, values: Partial<CrmRecord> = {}): CrmRecord => ({
  externalRef,
  firstName: null,
  lastName: null,
  companyName: null,
  emails: [a],
  phones: [],
  ...values,
});

const evidence = { by: 'email', value: a } as const;
const found = (...matches: CrmRecord[]): Finding => ({ evidence, matches, isTruncated: false });
const failed: Finding = { failure: { message: 'The CRM did not answer' } };

const lookup = (finding: Finding, known?: Resolution, parts: Partial<FinishedLookup> = {}): FinishedLookup => ({
  contactId: contact.contactId,
  addresses,
  finding,
  known,
  revision: 'revision',
  event: 'event-b',
  by: 'crm:x',
  at,
  ...parts,
});

const resolve = (finding: Finding, known?: Resolution, on = contact, taken = nobody) =>
  recordLookup(on, lookup(finding, known), conclude(finding, taken), taken);

const resolutionAfter = (finding: Finding, known?: Resolution) =>
  (resolve(finding, known) as ContactChange).resolution?.set;

describe('conclude', () => {
  it.each<[string, Finding, TakenFields, Conclusion]>([
    ['a failure, with its reason', failed, nobody, { outcome: 'failed', reason: 'The CRM did not answer' }],
    ['no match', found(), nobody, { outcome: 'nobody' }],
    ['one match', found(record('1')), nobody, { outcome: 'match', record: record('1'), evidence }],
    [
      'one match that another contact owns',
      found(record('1')),
      new Map([['externalRef', 'another-contact']]),
      { outcome: 'taken', reason: 'The record is contact another-contact' },
    ],
    [
      'one match with an address that another contact owns',
      found(record('1')),
      new Map([[`email#${a}`, 'another-contact']]),
      { outcome: 'match', record: record('1'), evidence },
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
      new Map([['externalRef', 'another-contact']]),
      { outcome: 'ambiguous', candidates: [record('1'), record('2')] },
    ],
    [
      'one match in a truncated result',
      { evidence, matches: [record('1')], isTruncated: true },
      nobody,
      { outcome: 'ambiguous', candidates: [record('1')] },
    ],
  ])('concludes from %s', (_, finding, taken, conclusion) => {
    expect(conclude(finding, taken)).toEqual(conclusion);
  });
});

describe('recordLookup', () => {
  it('links a contact to its match, asserts what the CRM states, and claims the record and its addresses', () => {
    const match = record('record-1', {
      firstName: 'Anna',
      lastName: 'Smith',
      companyName: 'Acme',
      phones: ['+49 151 12345678'],
    });
    expect(resolve(found(match))).toEqual({
      contact,
      actor: 'crm:x',
      at,
      sources: {
        crm: {
          firstName: ['Anna', at, 'crm:x'],
          lastName: ['Smith', at, 'crm:x'],
          email: [a, at, 'crm:x'],
          phone: ['+4915112345678', at, 'crm:x'],
          companyName: ['Acme', at, 'crm:x'],
        },
      },
      identities: identity('phone', '+4915112345678'),
      link: { resolutionStatus: 'crm_resolved', externalRef: 'record-1', resolvedAt: '2026-11-24T00:00:00.000Z' },
      resolution: {
        set: {
          fingerprint,
          revision: 'revision',
          attempts: 1,
          failures: 0,
          event: 'event-b',
          lastAttempt: { at, outcome: 'match' },
          dueAt: undefined,
          candidates: undefined,
        },
        ifDueAsIn: {},
      },
    });
  });

  it('claims no address of its match that another contact owns', () => {
    const match = record('record-1', { phones: ['+4915112345678'] });
    expect(resolve(found(match), undefined, contact, new Map([['phone#+4915112345678', 'another']]))).toMatchObject({
      sources: { crm: { email: [a, at, 'crm:x'], phone: ['+4915112345678', at, 'crm:x'] } },
      identities: {},
    });
  });

  it('confirms the emails of its match, and no phone, where the tenant trusts its CRM', () => {
    const match = record('record-1', { emails: ['b@one.example'], phones: ['+4915112345678'] });
    const byPhone = { by: 'phone', value: '+4915112345678' } as const;
    const finding: Finding = { evidence: byPhone, matches: [match], isTruncated: false };
    const trusted = lookup(finding, undefined, { crmAddressesProve: true });
    expect(recordLookup(contact, trusted, conclude(finding, nobody), nobody)).toMatchObject({
      identities: {
        ...identity('email', 'b@one.example', { confirmed: [at, 'crm:x'] }),
        ...identity('phone', '+4915112345678'),
      },
    });
  });

  it('claims no address of its match where a person states that there is none', () => {
    const sources = { manual: { phone: [null, 1, 'x'] } } as const;
    const match = record('record-1', { phones: ['+4915112345678'] });
    expect(resolve(found(match), undefined, contactWith({ sources }))).toMatchObject({
      sources: { crm: { phone: ['+4915112345678', at, 'crm:x'] } },
      identities: {},
    });
  });

  it('replaces what the CRM stated before, and gives up an address that only the CRM stated', () => {
    const match = record('record-1', { phones: ['+4915112345678'] });
    const before = contactWith({
      sources: { ...contact.sources, crm: { phone: ['+15550100', 1, 'crm:x'] } },
      identities: { ...contact.identities, ...identity('phone', '+15550100') },
    });
    const withPhone = lookup(found(match), undefined, { addresses: { email: a, phone: '+15550100' } });
    expect(recordLookup(before, withPhone, conclude(found(match), nobody), nobody)).toMatchObject({
      identities: { 'phone#+15550100': null, ...identity('phone', '+4915112345678') },
    });
  });

  it.each<[string, Finding, TakenFields, object]>([
    ['no match', found(), nobody, { outcome: 'nobody' }],
    [
      'a match that another contact owns',
      found(record('1')),
      new Map([['externalRef', 'another']]),
      { outcome: 'taken', reason: 'The record is contact another' },
    ],
    ['several matches', found(record('1'), record('2')), nobody, { outcome: 'ambiguous' }],
    ['a failure', failed, nobody, { outcome: 'failed', reason: 'The CRM did not answer' }],
  ])('stores %s beside the contact, which it does not change', (_, finding, taken, outcome) => {
    const decision = resolve(finding, undefined, contact, taken);
    expect(Object.keys(decision).sort()).toEqual(['actor', 'at', 'contact', 'resolution']);
    expect(decision).toMatchObject({
      actor: 'crm:x',
      at,
      contact,
      resolution: { set: { fingerprint, revision: 'revision', event: 'event-b', lastAttempt: { at, ...outcome } } },
    });
  });

  it.each<[string, Partial<StoredContact>]>([
    ['is another one, because it was merged', { contactId: '01939b8e-5c1f-7d3a-9b60-000000000000' }],
    ['has another email', { identities: identity('email', b, verifiedAt(1)) }],
    [
      'has a phone that was not looked up',
      { identities: { ...contact.identities, ...identity('phone', '+15550100', verifiedAt(1)) } },
    ],
    ['is linked by a person', { resolutionStatus: 'manually_resolved', externalRef: 'record-9' }],
    ['is linked by another lookup', { resolutionStatus: 'crm_resolved', externalRef: 'record-9' }],
    ['was merged into another', { mergedInto: '01939b8e-5c1f-7d3a-9b60-000000000000' }],
  ])('is stale where the contact %s', (_, attributes) => {
    for (const finding of [found(record('1')), found(), failed]) {
      expect(resolve(finding, undefined, contactWith(attributes))).toEqual({ stale: 'contact' });
    }
  });

  it('is stale after its own match', () => {
    const { link } = resolve(found(record('1'))) as ContactChange;
    expect(resolve(found(record('1')), undefined, contactWith(link))).toEqual({ stale: 'contact' });
  });
});

describe('what is stored about a lookup', () => {
  const about = { fingerprint, revision: 'revision' };
  const candidates = { records: [record('1')], by: 'crm:x', at: 1 };

  it.each<[string, Finding, Resolution | undefined, object]>([
    ['the first attempt', found(), undefined, { attempts: 1, failures: 0 }],
    ['another attempt', found(), { ...about, attempts: 2 }, { attempts: 3, failures: 0 }],
    [
      'an attempt after failures',
      found(),
      { ...about, attempts: 2, failures: 3, event: 'x' },
      { attempts: 3, failures: 0 },
    ],
    [
      'an attempt after a failure of the same event',
      found(),
      { ...about, attempts: 2, failures: 1, event: 'event-b' },
      { attempts: 3, failures: 0 },
    ],
    ['the first failure', failed, undefined, { attempts: 0, failures: 1 }],
    [
      'a failure after attempts',
      failed,
      { ...about, attempts: 2, failures: 0, event: 'x' },
      { attempts: 2, failures: 1 },
    ],
    [
      'a failure after an attempt of the same event',
      failed,
      { ...about, attempts: 2, failures: 0, event: 'event-b' },
      { attempts: 2, failures: 1 },
    ],
    ['another failure', failed, { ...about, attempts: 2, failures: 1, event: 'x' }, { attempts: 2, failures: 2 }],
    [
      'a failure of a redelivered event, once',
      failed,
      { ...about, failures: 4, event: 'event-b' },
      { attempts: 0, failures: 4 },
    ],
    [
      'from the start for other addresses',
      found(),
      { ...about, fingerprint: 'other', attempts: 2 },
      { attempts: 1, failures: 0 },
    ],
    [
      'from the start for another connection',
      found(),
      { ...about, revision: 'other', attempts: 2 },
      { attempts: 1, failures: 0 },
    ],
    [
      'failures from the start for other addresses',
      failed,
      { ...about, fingerprint: 'other', failures: 2, event: 'event-b' },
      { attempts: 0, failures: 1 },
    ],
    [
      'failures from the start for another connection',
      failed,
      { ...about, revision: 'other', attempts: 4, failures: 2, event: 'x' },
      { attempts: 0, failures: 1 },
    ],
  ])('counts %s', (_, finding, known, counts) => {
    expect(resolutionAfter(finding, known)).toMatchObject({ ...about, ...counts, event: 'event-b' });
  });

  it.each<[string, Finding, Resolution | undefined, number]>([
    ['an hour after the first attempt', found(), undefined, 1],
    [
      'an hour after the first attempt, however many failures there were',
      found(),
      { ...about, failures: 2, event: 'x' },
      1,
    ],
    ['six hours after the second attempt', found(), { ...about, attempts: 1 }, 6],
    ['an hour after the first failure, however many attempts there were', failed, { ...about, attempts: 4 }, 1],
    ['six hours after the second failure', failed, { ...about, attempts: 4, failures: 1, event: 'x' }, 6],
  ])('makes the contact due %s', (_, finding, known, hours) => {
    const dueAt = resolutionAfter(finding, known)?.dueAt;
    expect(dueAt).toBeGreaterThanOrEqual(at + hours * hour);
    expect(dueAt).toBeLessThan(at + 1.1 * hours * hour);
  });

  it('makes a contact with a match due no more', () => {
    expect(resolutionAfter(found(record('1')), { ...about, attempts: 1 })).toHaveProperty('dueAt', undefined);
  });

  it('is written only if the contact is due when it was due as the lookup began', () => {
    const known = { ...about, attempts: 1, dueAt: '2026-11-23T00:00:00.000Z' };
    expect(resolve(found(), known)).toMatchObject({ resolution: { ifDueAsIn: known } });
    const { resolution } = resolve(found()) as ContactChange;
    expect(resolution?.ifDueAsIn).toEqual({});
  });

  it('has the candidates, with who stated them and when', () => {
    expect(resolutionAfter(found(record('1'), record('2')))?.candidates).toEqual({
      records: [record('1'), record('2')],
      by: 'crm:x',
      at,
    });
  });

  it.each<[string, Finding, Resolution]>([
    ['an attempt without a match', found(), { ...about, candidates }],
    ['a match', found(record('1')), { ...about, candidates }],
    ['a failure about other addresses', failed, { ...about, fingerprint: 'other', candidates }],
    ['a failure of another connection', failed, { ...about, revision: 'other', candidates }],
  ])('loses the candidates after %s', (_, finding, known) => {
    expect(resolutionAfter(finding, known)).toHaveProperty('candidates', undefined);
  });

  it('keeps the candidates after a failure', () => {
    expect(resolutionAfter(failed, { ...about, candidates })).not.toHaveProperty('candidates');
  });

  it('never changes which records are refused', () => {
    const findings = fc.oneof(
      fc.constant(failed),
      fc.array(anyRecord, { maxLength: 3 }).map((all) => found(...all)),
    );
    fc.assert(
      fc.property(findings, (finding) => {
        const { resolution } = resolve(finding, { ...about, refused: new Set(['1']) }) as ContactChange;
        expect(resolution).not.toHaveProperty('refuse');
        expect(resolution?.set).not.toHaveProperty('refused');
      }),
      runOptions(100),
    );
  });

  it('counts a failing event once, however often it is delivered', () => {
    const events = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(events, (delivered) => {
        const stored = delivered.reduce((known: Resolution | undefined, event) => {
          const decision = recordLookup(contact, lookup(failed, known, { event }), conclude(failed, nobody), nobody);
          const {
            fingerprint = '',
            revision = '',
            attempts = 0,
            failures = 0,
          } = (decision as ContactChange).resolution?.set ?? {};
          return { fingerprint, revision, attempts, failures, event };
        }, undefined);
        const changes = delivered.filter((event, i) => event !== delivered[i - 1]).length;
        expect(stored).toMatchObject({ attempts: 0, failures: changes });
      }),
    );
  });
});
