import { type ContactChange, type TakenFields, touchesContact } from '../../../../lib/contacts/change.ts';
import { conclude, type Finding, type Found } from '../../../../lib/contacts/conclusion.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { type FinishedLookup, recordLookup } from '../../../../lib/contacts/decisions/recordLookup.ts';
import { fingerprintOf } from '../../../../lib/contacts/lookupAddresses.ts';
import { lookupTargetOf } from '../../../../lib/contacts/lookupTarget.ts';
import { hasAddress } from '../../../../lib/contacts/matching.ts';
import type { Resolution } from '../../../../lib/contacts/resolution.ts';
import type { CrmRecord } from '../../../../schemas/crmRecord.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { identity, storedContact, verifiedAt } from '../storedContact.ts';
import { anyFound, anyRecord, anyState, anyTaken, commit, lookUp as lookUpIn } from './simulation.ts';

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

const found = (...matches: CrmRecord[]): Finding => ({ matches, isTruncated: false });
const failed: Finding = { failure: { message: 'The CRM did not answer' } };

const target = lookupTargetOf(contact);
const lookup = (known?: Resolution, parts: Partial<FinishedLookup> = {}): FinishedLookup => ({
  contactId: contact.contactId,
  target,
  known,
  revision: 'revision',
  event: 'event-b',
  by: 'crm:x',
  at,
  ...parts,
});

/** Records a lookup of `contact`, which may have changed since: then it is `on`. */
const resolve = (finding: Finding, known?: Resolution, on = contact, taken = nobody) =>
  recordLookup(on, lookup(known), conclude(finding, target, taken), taken);

/** Records a lookup of a contact. */
const lookUp = (of: StoredContact, finding: Finding, taken = nobody, known?: Resolution) => {
  const its = lookupTargetOf(of);
  return recordLookup(of, lookup(known, { target: its }), conclude(finding, its, taken), taken) as ContactChange;
};

const resolutionAfter = (finding: Finding, known?: Resolution) =>
  (resolve(finding, known) as ContactChange).resolution?.set;

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
          dueAt: expect.any(Number),
          candidates: undefined,
        },
        dueKind: 'refresh',
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

  describe('where the tenant trusts its CRM', () => {
    const byCrm = { confirmed: [at, 'crm:x'] } as const;
    const seen = { verified: [1, 'message:0'] } as const;
    const c = 'c@one.example';
    const trusting = (of: StoredContact, finding: Finding, taken = nobody) => {
      const its = lookupTargetOf(of);
      const parts = { target: its, crmAddressesProve: true };
      return recordLookup(of, lookup(undefined, parts), conclude(finding, its, taken), taken) as ContactChange;
    };

    it('confirms all valid emails of its match, and no phone', () => {
      const emails = ['nobody', a.toUpperCase(), `Bo <${b}>`, c, b];
      expect(trusting(contact, found(record('record-1', { emails, phones: ['+4915112345678'] })))).toMatchObject({
        sources: { crm: { email: [a, at, 'crm:x'] } },
        identities: {
          ...identity('email', a, { ...seen, ...byCrm }),
          ...identity('email', b, byCrm),
          ...identity('email', c, byCrm),
          ...identity('phone', '+4915112345678'),
        },
      });
    });

    it('confirms an email that the record had before, or that it has now', () => {
      const { identities } = trusting(linkedTo('record-1'), stillThere({ emails: [a, b], companyName: 'Acme' }));
      expect(identities).toEqual({
        ...identity('email', a, { ...seen, ...byCrm }),
        ...identity('email', b, byCrm),
      });
    });

    it('releases a confirmed email that the record has no more, unless messages came from it', () => {
      const proven = { ...identity('email', a, { ...seen, ...byCrm }), ...identity('email', b, byCrm) };
      const before = linkedTo('record-1', { identities: { ...proven, ...identity('email', c, byCrm) } });
      expect(trusting(before, stillThere({ emails: [b, c] })).identities).toEqual({});
      expect(trusting(before, stillThere({ emails: [c] })).identities).toEqual({ [`email#${b}`]: null });
      expect(trusting(before, stillThere({ emails: [] })).identities).toEqual({
        [`email#${b}`]: null,
        [`email#${c}`]: null,
      });
    });

    it('confirms no email that another contact owns or a person removed, and none while a person states one', () => {
      const match = found(record('record-1', { emails: [a, b, c] }));
      const own = identity('email', a, { ...seen, ...byCrm });
      const refused = contactWith({ refused: [`email#${c}`] });
      expect(trusting(refused, match, new Map([[`email#${b}`, 'another']])).identities).toEqual(own);
      const stated = contactWith({ sources: { manual: { email: [a, 1, 'key:1'] } } });
      expect(trusting(stated, match).identities).toEqual({});
    });

    it('confirms the first 20 emails of a record', () => {
      const emails = [a, ...Array.from({ length: 60 }, (_, i) => `x${i}@one.example`)];
      const { identities } = trusting(contact, found(record('record-1', { emails })));
      expect(Object.keys(identities ?? {})).toEqual(emails.slice(0, 20).map((email) => `email#${email}`));
    });

    it('counts the emails of a record for which the contact has no room', () => {
      const many = Array.from({ length: 47 }, (_, i) => identity('email', `y${i}@one.example`, { ...byCrm, ...seen }));
      const full = contactWith({ identities: Object.assign({ ...identity('email', a, seen) }, ...many) });
      const { identities, ignored } = trusting(full, found(record('record-1', { emails: [a, b, c, 'd@one.example'] })));
      expect([Object.keys(identities ?? {}).length, ignored]).toEqual([3, 1]);
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
      { identities: { ...contact.identities, ...identity('phone', '+442079460000', verifiedAt(1)) } },
    ],
    ['is linked by a person', { resolutionStatus: 'manually_resolved', externalRef: 'record-9' }],
    ['is linked by another lookup', { resolutionStatus: 'crm_resolved', externalRef: 'record-9' }],
    ['was merged into another', { mergedInto: '01939b8e-5c1f-7d3a-9b60-000000000000' }],
  ])('is stale where the contact %s', (_, attributes) => {
    for (const finding of [found(record('1')), found(), failed]) {
      expect(resolve(finding, undefined, contactWith(attributes))).toEqual({ stale: 'contact' });
    }
  });

  it('is stale where a person has confirmed the link meanwhile', () => {
    const before = linkedTo('record-1');
    const decision = recordLookup(
      { ...before, resolutionStatus: 'manually_resolved' },
      lookup(undefined, { target: lookupTargetOf(before) }),
      { outcome: 'gone' },
      nobody,
    );
    expect(decision).toEqual({ stale: 'contact' });
  });

  it('is stale after its own match', () => {
    const { link } = resolve(found(record('1'))) as ContactChange;
    expect(resolve(found(record('1')), undefined, contactWith(link))).toEqual({ stale: 'contact' });
  });
});

const linkedTo = (externalRef: string, attributes: Partial<StoredContact> = {}): StoredContact => ({
  ...contact,
  resolutionStatus: 'crm_resolved',
  externalRef,
  resolvedAt: '2026-11-01T00:00:00.000Z',
  sources: { ...contact.sources, crm: { email: [a, 1, 'crm:x'], companyName: ['Acme', 1, 'crm:x'] } },
  ...attributes,
});

/** The CRM returns the record that the contact is linked to. */
const stillThere = (values: Partial<CrmRecord> = {}): Finding => ({
  matches: [],
  isTruncated: false,
  linked: record('record-1', values),
});

describe('recordLookup of a linked contact', () => {
  it('asserts what the record states now, in the place of what it stated before', () => {
    const before = linkedTo('record-1', {
      sources: {
        ...contact.sources,
        crm: {
          firstName: ['Anna', 1, 'crm:x'],
          lastName: ['Li', 1, 'crm:x'],
          email: [a, 1, 'crm:x'],
          phone: ['+442079460000', 1, 'crm:x'],
          companyName: ['Acme', 1, 'crm:x'],
        },
      },
      identities: { ...contact.identities, ...identity('phone', '+442079460000') },
    });
    const change = lookUp(before, stillThere({ firstName: 'Anna', lastName: 'Smith', emails: [a, b] }));
    expect(change).toMatchObject({
      sources: {
        crm: { firstName: ['Anna', 1, 'crm:x'], lastName: ['Smith', at, 'crm:x'], email: [a, 1, 'crm:x'] },
      },
      identities: { 'phone#+442079460000': null },
    });
    expect(change.sources?.crm).not.toHaveProperty('companyName');
    expect(change).not.toHaveProperty('link');
  });

  it('does not write to a contact whose record is the same', () => {
    const change = lookUp(linkedTo('record-1'), stillThere({ companyName: 'Acme' }));
    expect(touchesContact(change)).toBe(false);
    expect(change.resolution?.set.lastAttempt).toEqual({ at, outcome: 'match' });
  });

  it('does not claim an address again that a person has taken from the contact', () => {
    const sources = {
      ...contact.sources,
      crm: { email: [a, 1, 'crm:x'], phone: ['+442079460000', 1, 'crm:x'] },
    } as const;
    const before = linkedTo('record-1', { sources });
    const change = lookUp(before, stillThere({ phones: ['+442079460000'], companyName: 'Acme' }));
    expect(change).toMatchObject({
      identities: {},
      sources: { crm: { companyName: ['Acme', at, 'crm:x'] } },
    });
  });

  it('takes the addresses of the record that a person has linked', () => {
    const before = linkedTo('record-1', { resolutionStatus: 'manually_resolved', sources: contact.sources });
    expect(lookUp(before, stillThere({ emails: [b], phones: ['+442079460000'] }))).toMatchObject({
      sources: { crm: { email: [b, at, 'crm:x'], phone: ['+442079460000', at, 'crm:x'] } },
      identities: { ...identity('email', b), ...identity('phone', '+442079460000') },
    });
  });

  it('moves the link of a machine: releases the record and what only it stated, and claims the other', () => {
    const before = linkedTo('record-1', {
      sources: { ...contact.sources, crm: { email: [a, 1, 'crm:x'], phone: ['+442079460000', 1, 'crm:x'] } },
      identities: { ...contact.identities, ...identity('phone', '+442079460000') },
    });
    const change = lookUp(before, { ...found(record('record-2', { companyName: 'New' })), isMissing: true });
    expect(change).toMatchObject({
      link: { resolutionStatus: 'crm_resolved', externalRef: 'record-2', resolvedAt: '2026-11-24T00:00:00.000Z' },
      sources: { crm: { email: [a, 1, 'crm:x'], companyName: ['New', at, 'crm:x'] } },
      identities: { 'phone#+442079460000': null },
    });
    expect(change.sources?.crm).not.toHaveProperty('phone');
  });

  it.each<[string, Finding, Resolution['lastAttempt']]>([
    ['gone', { ...found(), isMissing: true }, { at, outcome: 'gone' }],
    ['not found', found(), { at, outcome: 'not_found' }],
    ['not returned because the CRM fails', failed, { at, outcome: 'failed', reason: 'The CRM did not answer' }],
  ])('leaves the contact and its link as they are where the record is %s', (_, finding, lastAttempt) => {
    const change = lookUp(linkedTo('record-1'), finding);
    expect(Object.keys(change).sort()).toEqual(['actor', 'at', 'contact', 'resolution']);
    expect(change.resolution?.set).toMatchObject({ attempts: 0, lastAttempt });
  });

  it('makes the contact due again in a month, as a refresh, and sooner only after a failure', () => {
    const month = 30 * 24 * hour;
    for (const finding of [stillThere(), found(), { ...found(), isMissing: true }]) {
      const { resolution } = lookUp(linkedTo('record-1'), finding);
      expect(resolution?.dueKind).toBe('refresh');
      expect(resolution?.set.dueAt).toBeGreaterThanOrEqual(at + month);
      expect(resolution?.set.dueAt).toBeLessThan(at + 1.1 * month);
    }
    const { resolution } = lookUp(linkedTo('record-1'), failed);
    expect([resolution?.dueKind, Number(resolution?.set.dueAt) < at + 1.1 * hour]).toEqual(['refresh', true]);
  });
});

describe('a lookup after any history', () => {
  it('never moves the link of a person or makes one that it did not find, and changes only what the CRM states', () => {
    fc.assert(
      fc.property(anyState, anyFound, anyTaken, (state, result, taken) => {
        const before = state.contact;
        const after = commit(state, lookUpIn(state, result, taken)).contact;
        const { crm: stated, ...others } = after.sources;
        const { crm: _, ...othersBefore } = before.sources;
        expect(others).toEqual(othersBefore);
        if (before.resolutionStatus === 'manually_resolved') expect(after.externalRef).toBe(before.externalRef);
        if (after.externalRef !== before.externalRef) {
          expect(result.matches.map(({ externalRef }) => externalRef)).toContain(after.externalRef);
          expect(after.resolutionStatus).toBe('crm_resolved');
        }
        // Nothing makes a contact lose its link but a person.
        expect(after.externalRef === undefined && before.externalRef !== undefined).toBe(false);
        expect(stated === undefined || after.externalRef !== undefined).toBe(true);
      }),
      runOptions(150, 50_000),
    );
  });

  it('settles: as long as the CRM has the same records, further lookups leave the contact as it is', () => {
    const anyRecords = fc.uniqueArray(anyRecord, { selector: ({ externalRef }) => externalRef });
    fc.assert(
      fc.property(anyState, anyRecords, fc.boolean(), (first, records, isTrusted) => {
        const again = (state: typeof first) =>
          commit(state, lookUpIn(state, searchIn(records, state.contact), nobody, isTrusted));
        const settled = again(again(first));
        expect(again(settled).contact).toEqual(settled.contact);
      }),
      runOptions(150, 50_000),
    );
  });

  /** What a CRM with these records returns for a contact, if it can also search by the id of a record. */
  function searchIn(records: readonly CrmRecord[], of: StoredContact): Found {
    const { addresses, link } = lookupTargetOf(of);
    const visible = (['email', 'phone'] as const).flatMap((by) => {
      const value = addresses[by];
      return value === null ? [] : [{ by, value }];
    });
    const linked = records.find(({ externalRef }) => externalRef === link?.externalRef);
    const matches = records.filter((each) => hasAddress(each, visible));
    return { matches, isTruncated: false, linked, isMissing: linked === undefined };
  }
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

  it('makes a contact with a match due in a month, as a refresh', () => {
    const { resolution } = resolve(found(record('1')), { ...about, attempts: 1 }) as ContactChange;
    expect(resolution?.dueKind).toBe('refresh');
    expect(resolution?.set.dueAt).toBeGreaterThanOrEqual(at + 30 * 24 * hour);
    expect(resolution?.set.dueAt).toBeLessThan(at + 33 * 24 * hour);
  });

  it('is written only if the contact is due when it was due as the lookup began', () => {
    const known = { ...about, attempts: 1, dueAt: '2026-11-23T00:00:00.000Z' };
    expect(resolve(found(), known)).toMatchObject({ resolution: { ifDueAsIn: known } });
    const { resolution } = resolve(found()) as ContactChange;
    expect(resolution?.ifDueAsIn).toEqual({});
  });

  it('has the record that was found, and by what, until another one is found', () => {
    const foundBy = new Map([['record-1', 'email'] as const]);
    const stored = (of: StoredContact, finding: Finding) => lookUp(of, { ...finding, foundBy }).resolution?.set;
    const byEmail = { externalRef: 'record-1', by: 'email' };
    expect(stored(contact, found(record('record-1')))?.found).toEqual(byEmail);
    expect(stored(linkedTo('record-1'), stillThere())?.found).toEqual(byEmail);
    expect(stored(linkedTo('record-9'), found(record('record-2')))).toHaveProperty('found', undefined);
    for (const finding of [failed, found()]) expect(stored(linkedTo('record-1'), finding)).not.toHaveProperty('found');
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
        const { resolution } = resolve(finding, { ...about, refused: ['1'] }) as ContactChange;
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
          const decision = recordLookup(contact, lookup(known, { event }), conclude(failed, target, nobody), nobody);
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
