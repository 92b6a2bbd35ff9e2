import { type StoredContact, toContact } from '../../../lib/contacts/contact.ts';
import { contactAt, type HistoryEntry, historyEntry, withoutMerged } from '../../../lib/contacts/history.ts';
import fc from '../../support/properties.ts';
import { anyNewState, anyStep, commit, type State } from './decisions/simulation.ts';
import { identity, storedContact } from './storedContact.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, second)).toISOString();
const said = (value: string | null, by = 'key:2') => [value, 1, by] as const;

const created = storedContact({
  sources: { manual: {}, sender: { firstName: said('Anna', 'message:m'), lastName: said(null, 'message:m') } },
  version: 1,
  changedBy: 'message:m',
  updatedAt: at(0),
});

describe('the entry of a change', () => {
  it('has each field that a new contact has a value for', () => {
    expect(historyEntry(undefined, created)).toEqual({
      version: 1,
      at: at(0),
      after: {
        externalRef: null,
        resolutionStatus: 'unresolved',
        firstName: 'Anna',
        lastName: null,
        email: null,
        phone: null,
        companyName: null,
      },
      changed: { resolutionStatus: [null, 'sender'], firstName: [null, 'sender'] },
      actor: 'message:m',
      writeId: 'earlier',
    });
  });

  it('has what callers saw before and after, since when, and the source of each new value', () => {
    const changed = {
      ...created,
      sources: { ...created.sources, manual: { firstName: said('Bea'), lastName: said('Smith') } },
      resolutionStatus: 'manually_resolved' as const,
      externalRef: 'crm-1',
      version: 2,
      changedBy: 'key:2',
      updatedAt: at(1),
    };
    expect(historyEntry(created, changed)).toMatchObject({
      version: 2,
      at: at(1),
      since: at(0),
      after: { firstName: 'Bea', lastName: 'Smith', externalRef: 'crm-1', email: null },
      changed: {
        externalRef: [null, 'manual'],
        resolutionStatus: ['unresolved', 'manual'],
        firstName: ['Anna', 'manual'],
        lastName: [null, 'manual'],
      },
      actor: 'key:2',
    });
  });

  it('has the source that supplies a value after a person withdrew another one, and none where nobody states one', () => {
    const stated = {
      ...created,
      sources: { ...created.sources, manual: { firstName: said('Bea'), lastName: said('S') } },
    };
    const withdrawn = { ...created, version: 2, changedBy: 'key:2' };
    expect(historyEntry(stated, withdrawn)?.changed).toEqual({
      firstName: ['Bea', 'sender'],
      lastName: ['S', 'sender'],
    });
    const company = { ...created, sources: { ...created.sources, manual: { companyName: said('Acme') } } };
    expect(historyEntry(company, withdrawn)?.changed).toEqual({ companyName: ['Acme', null] });
  });

  it.each([
    ['key:2', 'key:2'],
    ['agent:3', 'agent:3'],
    ['domain:one.example', 'domain:erased'],
    ['message:m:1', 'message:erased'],
  ])('by %s has, without what was merged into the contact, its own values and the author %s', (changedBy, actor) => {
    const other = '01939b8e-6d20-7e4b-8c71-3f808a7f2d66';
    const identities = identity('email', 'a@one.example', { confirmed: [1, 'key:1'] });
    const { sources, resolutionStatus } = created;
    const contribution = {
      ...{ sources: { manual: { companyName: said('Acme') } }, identities, resolutionStatus, place: 0 },
      ...{ into: created.contactId, merged: [1, 'key:1'] as const, before: { manual: {}, agent: {} } },
    };
    const merged = { ...created, sources, version: 2, changedBy, contributions: { [other]: contribution } };
    const entry = historyEntry(created, merged);
    expect(entry).toMatchObject({ after: { companyName: 'Acme' }, parts: { merged: [other] } });
    expect(entry && withoutMerged(entry)).toMatchObject({
      ...{ version: 2, actor, changed: {} },
      after: { firstName: 'Anna', companyName: null, email: null },
    });
  });

  it('does not exist for a change that callers do not see', () => {
    const confirmed = {
      ...created,
      sources: { ...created.sources, manual: { firstName: said('Anna'), lastName: said(null) } },
    };
    expect(historyEntry(created, confirmed)).toBeUndefined();
  });
});

/** A contact's versions and entries; each version was made a second after the one before. */
function recorded(...names: string[]) {
  const versions = names.map(
    (name, i): StoredContact => ({
      ...created,
      sources: { manual: { firstName: said(name), lastName: said(null) } },
      version: i + 1,
      createdAt: at(0),
      updatedAt: at(i),
    }),
  );
  const entries = versions.flatMap((version, i) => historyEntry(versions[i - 1], version) ?? []);
  return { current: versions.at(-1) ?? created, entries: entries.toReversed() };
}

const incomplete = 'The history of the contact is not complete yet. Please try again.';

describe('a contact at a time', () => {
  const { current, entries } = recorded('Anna', 'Bea', 'Cleo', 'Dora', 'Eva');
  const nameAt = (second: number, known: readonly HistoryEntry[]) =>
    contactAt(current, known, at(second)).contact.firstName;
  const without = (...versions: number[]) => entries.filter(({ version }) => !versions.includes(version));

  it('is the version that was made last until then', () => {
    expect([0, 1, 2, 3, 4, 5].map((second) => nameAt(second, entries))).toEqual([
      'Anna',
      'Bea',
      'Cleo',
      'Dora',
      'Eva',
      'Eva',
    ]);
    expect(contactAt(current, entries, at(1))).toEqual({
      version: 2,
      contact: { ...toContact(current), firstName: 'Bea', updatedAt: at(1) },
    });
  });

  it('is known although the newest change, or any single one, has no entry', () => {
    for (const version of [1, 2, 3, 4, 5])
      expect([0, 1, 2, 3, 4].map((second) => nameAt(second, without(version)))).toEqual([
        'Anna',
        'Bea',
        'Cleo',
        'Dora',
        'Eva',
      ]);
  });

  it('is not known while the entries of the two newest changes are missing, since the one before them', () => {
    expect([0, 1, 4].map((second) => nameAt(second, without(4, 5)))).toEqual(['Anna', 'Bea', 'Eva']);
    for (const second of [2, 3]) expect(() => nameAt(second, without(4, 5))).toThrow(incomplete);
  });

  it('is not known before the first entry of a contact that is older than its history', () => {
    expect(() => nameAt(0, without(1, 2))).toThrow(incomplete);
    expect(nameAt(1, without(1, 2))).toBe('Bea');
  });

  it('says what it was merged into then, although any single change has no entry', () => {
    const versions = [undefined, 'b', undefined, undefined].map((mergedInto, i) => ({
      ...created,
      ...(mergedInto && { mergedInto }),
      version: i + 1,
      updatedAt: at(i),
    }));
    const all = versions.flatMap((version, i) => historyEntry(versions[i - 1], version) ?? []).toReversed();
    for (const missing of [0, 1, 2, 3, 4]) {
      const some = all.filter(({ version }) => version !== missing);
      const into = [0, 1, 2, 3].map((second) => contactAt(versions[3] ?? created, some, at(second)).mergedInto);
      expect(into).toEqual([undefined, 'b', undefined, undefined]);
    }
    expect(contactAt(versions[1] ?? created, [], at(1))).toMatchObject({ version: 2, mergedInto: 'b' });
  });

  it('is what was read then, in any history, or not known where entries are missing', () => {
    const anyHistory = fc.tuple(anyNewState, fc.array(anyStep, { maxLength: 12 }), fc.func(fc.nat(3)), fc.nat(4));
    fc.assert(
      fc.property(anyHistory, ([first, steps, isLost, lag]) => {
        const states: State[] = [{ ...first, contact: { ...first.contact, version: 1, updatedAt: at(0) } }];
        for (const { decide } of steps) {
          const before = states.at(-1) ?? first;
          const after = commit(before, decide(before));
          const isVisible = after.contact.version !== before.contact.version;
          states.push(isVisible ? { ...after, contact: { ...after.contact, updatedAt: at(states.length) } } : after);
        }
        const contacts = states.map(({ contact }) => contact);
        const all = contacts.flatMap((contact, i) => historyEntry(contacts[i - 1], contact) ?? []).toReversed();
        const now = contacts.at(-1) ?? first.contact;
        const some = all.slice(lag).filter(({ version }) => isLost(version) > 0);
        for (const [second, contact] of contacts.entries()) {
          const read = { contact: toContact(contact), version: contact.version };
          expect(contactAt(now, all, at(second))).toEqual(read);
          try {
            expect(contactAt(now, some, at(second))).toEqual(read);
          } catch (error) {
            if (!(error instanceof Error) || error.message !== incomplete) throw error;
          }
        }
      }),
    );
  });
});
