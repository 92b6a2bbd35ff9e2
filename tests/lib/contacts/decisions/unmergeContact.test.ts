import { applyChanges } from '../../../../lib/contacts/applyChanges.ts';
import type { claimWrites } from '../../../../lib/contacts/change.ts';
import { linkOf, type StoredContact } from '../../../../lib/contacts/contact.ts';
import { mergeContacts } from '../../../../lib/contacts/decisions/mergeContacts.ts';
import { editsSince, unmergeContact } from '../../../../lib/contacts/decisions/unmergeContact.ts';
import { updateContact } from '../../../../lib/contacts/decisions/updateContact.ts';
import { mergedIds } from '../../../../lib/contacts/fold.ts';
import { partOf } from '../../../../lib/contacts/parts.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { identity, storedContact } from '../storedContact.ts';
import { anyState, anyStep, claimNamesOf, commit, now, type State, type Step } from './simulation.ts';

const ids = ['a', 'b', 'c', 'd'] as const;
const person = { actor: 'key:2', at: now };

/** Contacts by their ids, and the claims that each owns by its own id, merged or not. */
type World = { readonly contacts: Map<string, StoredContact>; readonly claims: Map<string, State['claims']> };

const found = (world: World, id: string): StoredContact => {
  const contact = world.contacts.get(id);
  if (contact === undefined) throw new Error(`There is no contact ${id}`);
  return contact;
};
const survivorOf = (world: World, id: string): StoredContact => {
  const contact = found(world, id);
  return contact.mergedInto === undefined ? contact : survivorOf(world, contact.mergedInto);
};

function store({ contacts }: World, changes: readonly Parameters<typeof claimWrites>[0][]): void {
  for (const change of changes) {
    const after = applyChanges([change], 'write');
    contacts.set(after.contactId, after);
  }
}

/** What a machine does to one contact, merged or not, as the store commits it. */
function act(world: World, id: string, step: Step): void {
  const contact = partOf(survivorOf(world, id), id);
  if (contact === undefined) throw new Error(`${id} is no part of its survivor`);
  const state = { contact, claims: world.claims.get(id) ?? new Map() };
  const decision = step.decide(state);
  const { claims } = commit(state, decision);
  world.claims.set(id, claims);
  if (decision !== 'unchanged' && !('stale' in decision)) store(world, [decision].flat());
}

type Act =
  | { readonly kind: 'machine'; readonly id: string; readonly step: Step }
  | { readonly kind: 'person'; readonly id: string; readonly companyName: string }
  | { readonly kind: 'merge' | 'unmerge'; readonly id: string; readonly other: string };

/** Plays a history, with its merges or without them. What people state of a contact, they state of `survivors`. */
function play(world: World, acts: readonly Act[], survivors: string[], isMerging: boolean): World {
  let n = 0;
  for (const each of acts) {
    switch (each.kind) {
      case 'machine':
        act(world, each.id, each.step);
        break;
      case 'person': {
        const id = isMerging ? survivorOf(world, each.id).contactId : (survivors[n] ?? '');
        if (isMerging) survivors.push(id);
        n++;
        const decision = updateContact(found(world, id), { companyName: each.companyName, name: 'Ann Lee' }, person);
        if (decision !== 'unchanged' && 'contact' in decision) store(world, [decision]);
        break;
      }
      case 'merge': {
        const [survivor, duplicate] = [survivorOf(world, each.id), survivorOf(world, each.other)];
        if (!isMerging || survivor === duplicate) break;
        const { externalRef = linkOf(duplicate).externalRef } = linkOf(survivor);
        store(world, mergeContacts(survivor, duplicate, { externalRef }, person));
        break;
      }
      case 'unmerge':
        if (isMerging) unmerge(world, each.id);
    }
  }
  return world;
}

function unmerge(world: World, id: string): void {
  const survivor = survivorOf(world, id);
  if (survivor.contactId !== id) store(world, unmergeContact(survivor, found(world, id), person));
}

const anyId = fc.constantFrom(...ids);
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ id: anyId, step: anyStep })
      .filter(({ step }) => step.by === 'machine')
      .map((each): Act => ({ kind: 'machine', ...each })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ id: anyId, companyName: fc.constantFrom('One', 'Two', 'Three') })
      .map((each): Act => ({ kind: 'person', ...each })),
  },
  { weight: 3, arbitrary: fc.record({ id: anyId, other: anyId }).map((each): Act => ({ kind: 'merge', ...each })) },
  { weight: 2, arbitrary: fc.record({ id: anyId, other: anyId }).map((each): Act => ({ kind: 'unmerge', ...each })) },
);

const worldOf = (states: readonly State[]): World => {
  const owned = ids.map((id, i) => {
    const { contact, claims } = states[i] ?? { contact: storedContact(), claims: new Map() };
    return [
      id,
      { ...contact, contactId: id },
      new Map([...claims].map(([key, claim]) => [key, { ...claim, ownerId: id }])),
    ] as const;
  });
  return {
    contacts: new Map(owned.map(([id, contact]) => [id, contact])),
    claims: new Map(owned.map(([id, , claims]) => [id, claims])),
  };
};

/** Without what each write changes. */
const contentOf = ({ version: _, writeIds: __, updatedAt: ___, changedBy: ____, ...rest }: StoredContact) => rest;

describe('unmergeContact', () => {
  it('makes each contact what it would be without merges, after any history, in chains and in any order', () => {
    fc.assert(
      fc.property(
        fc.array(anyState, { minLength: ids.length, maxLength: ids.length }),
        fc.array(anyAct, { maxLength: 30, size: 'max' }),
        fc.shuffledSubarray([...ids], { minLength: ids.length }),
        (states, acts, order) => {
          const survivors: string[] = [];
          const merged = play(worldOf(states), acts, survivors, true);
          const whole = ids.map((id) => survivorOf(merged, id));
          for (const [i, id] of ids.entries()) {
            const part = whole[i] && partOf(whole[i], id);
            expect([...(merged.claims.get(id)?.keys() ?? [])].sort()).toEqual(part && claimNamesOf(part).sort());
          }
          for (const id of order) unmerge(merged, id);
          const apart = play(worldOf(states), acts, survivors, false);
          for (const id of ids) expect(contentOf(found(merged, id))).toEqual(contentOf(found(apart, id)));
          expect(merged.claims).toEqual(apart.claims);
        },
      ),
      runOptions(25, 10_000),
    );
  });

  const survivor = storedContact({
    contactId: 'a',
    sources: { manual: { companyName: ['One', 1, 'key:1'] }, agent: {} },
  });
  const duplicate = storedContact({ contactId: 'b', identities: identity('email', 'b@one.example') });
  const merge = (one: StoredContact, other: StoredContact) =>
    mergeContacts(one, other, {}, person).map((change) => applyChanges([change], 'write'));

  it('is for contributions only, and not for agents', () => {
    const [merged = survivor, stored = duplicate] = merge(survivor, duplicate);
    expect(() => unmergeContact(survivor, stored, person)).toThrow(
      expect.objectContaining({ code: 'merge_not_found' }),
    );
    expect(() => unmergeContact(merged, merged, person)).toThrow(expect.objectContaining({ code: 'merge_not_found' }));
    expect(() => unmergeContact(merged, stored, { actor: 'agent:3', at: now })).toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
  });

  it('has as edits what people and agents stated or withdrew since, also of what is above in a chain', () => {
    const [middle = survivor] = merge(storedContact({ contactId: 'c' }), duplicate);
    const stated = {
      ...middle,
      sources: { manual: { firstName: ['Anna', 2, 'key:2'], lastName: [null, 2, 'key:2'] } },
    } as const;
    const [whole = survivor] = merge(survivor, stated);
    const edited = { ...whole, sources: { manual: {}, agent: { phone: ['+15550100', 3, 'agent:3'] } } } as const;
    expect(editsSince(edited, 'b')).toEqual([
      { field: 'firstName', source: 'manual', stated: { value: 'Anna', at: 2, by: 'key:2' } },
      { field: 'lastName', source: 'manual', stated: { value: null, at: 2, by: 'key:2' } },
      { field: 'companyName', source: 'manual' },
      { field: 'phone', source: 'agent', stated: { value: '+15550100', at: 3, by: 'agent:3' } },
    ]);
    expect(editsSince(edited, 'c').map(({ field }) => field)).toEqual(['companyName', 'phone']);
    expect(mergedIds(whole)).toEqual(['c', 'b']);
  });
});
