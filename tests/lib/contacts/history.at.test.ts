import { type StoredContact, toContact } from '../../../lib/contacts/contact.ts';
import { contactAt, type HistoryEntry, historyEntry, type PastContact } from '../../../lib/contacts/history.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { anyAct, found, ids, play, survivorOf, worldOf } from './decisions/mergeWorld.ts';
import { anyNewState, anyState, anyStep, commit, type State } from './decisions/simulation.ts';
import { storedContact } from './storedContact.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, second)).toISOString();

const created = storedContact({ version: 1, createdAt: at(0), updatedAt: at(0) });

/** A contact's versions and entries; each version was made a second after the one before. */
function recorded(...names: string[]) {
  const versions = names.map(
    (name, i): StoredContact => ({
      ...created,
      sources: { manual: { firstName: [name, 1, 'key:2'], lastName: [null, 1, 'key:2'] } },
      version: i + 1,
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

  it('is known before a merge, whose version may be any higher one, as soon as that has an entry', () => {
    const versions = [1, 7, 8].map((version, i): StoredContact => ({ ...created, version, updatedAt: at(i) }));
    const [last, merged, first] = versions.flatMap((each, i) => historyEntry(versions[i - 1], each) ?? []).toReversed();
    const [now = created] = versions.slice(-1);
    const versionsAt = (...known: (HistoryEntry | undefined)[]) =>
      [0, 1, 2].map(
        (second) =>
          contactAt(
            now,
            known.filter((each) => each !== undefined),
            at(second),
          ).version,
      );
    expect(versionsAt(last, merged, first)).toEqual([1, 7, 8]);
    expect(versionsAt(merged)).toEqual([1, 7, 8]);
    expect(() => versionsAt(last, first)).toThrow(incomplete);
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

  it('is what was read then by its id, however contacts are merged and apart again', () => {
    const anyStates = fc.array(anyState, { minLength: ids.length, maxLength: ids.length });
    fc.assert(
      fc.property(anyStates, fc.array(anyAct, { maxLength: 30, size: 'max' }), (states, acts) => {
        const world = worldOf(states);
        for (const [id, contact] of world.contacts)
          world.contacts.set(id, { ...contact, version: 1, updatedAt: at(0) });
        const moments = [new Map(world.contacts)];
        const entries = new Map(ids.map((id): [string, HistoryEntry[]] => [id, []]));
        for (const [i, act] of acts.entries()) {
          play(world, [act], [], true);
          for (const [id, contact] of world.contacts) {
            const [before, after] = [moments[i]?.get(id), { ...contact, updatedAt: at(i + 1) }];
            if (contact.version === before?.version) continue;
            world.contacts.set(id, after);
            entries.get(id)?.unshift(...[historyEntry(before, after) ?? []].flat());
          }
          moments.push(new Map(world.contacts));
        }
        const contactOf = (id: string, time: string): PastContact => {
          const past = contactAt(found(world, id), entries.get(id) ?? [], time);
          return past.mergedInto === undefined ? past : contactOf(past.mergedInto, time);
        };
        for (const [second, contacts] of moments.entries()) {
          for (const id of ids) {
            const read = survivorOf({ ...world, contacts }, id);
            expect(contactOf(id, at(second))).toEqual({ contact: toContact(read), version: read.version });
          }
        }
      }),
      // Each has four contacts, whose histories are random.
      runOptions(10, 2500),
    );
  });
});
