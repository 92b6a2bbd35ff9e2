import { applyChanges } from '../../../../lib/contacts/applyChanges.ts';
import type { claimWrites } from '../../../../lib/contacts/change.ts';
import { linkOf, type StoredContact } from '../../../../lib/contacts/contact.ts';
import { mergeContacts } from '../../../../lib/contacts/decisions/mergeContacts.ts';
import { unmergeContact } from '../../../../lib/contacts/decisions/unmergeContact.ts';
import { updateContact } from '../../../../lib/contacts/decisions/updateContact.ts';
import { partOf } from '../../../../lib/contacts/parts.ts';
import fc from '../../../support/properties.ts';
import { storedContact } from '../storedContact.ts';
import { anyStep, commit, now, type State, type Step } from './simulation.ts';

/** The ids of the contacts of a world. */
export const ids = ['a', 'b', 'c', 'd'] as const;
export const person = { actor: 'key:2', at: now };

/** Contacts by their ids, and the claims that each owns by its own id, merged or not. */
export type World = { readonly contacts: Map<string, StoredContact>; readonly claims: Map<string, State['claims']> };

export const found = (world: World, id: string): StoredContact => {
  const contact = world.contacts.get(id);
  if (contact === undefined) throw new Error(`There is no contact ${id}`);
  return contact;
};

/** The contact that an id stands for. */
export const survivorOf = (world: World, id: string): StoredContact => {
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

export type Act =
  | { readonly kind: 'machine'; readonly id: string; readonly step: Step }
  | { readonly kind: 'person'; readonly id: string; readonly companyName: string }
  | { readonly kind: 'merge' | 'unmerge'; readonly id: string; readonly other: string };

/** Plays a history, with its merges or without them. What people state of a contact, they state of `survivors`. */
export function play(world: World, acts: readonly Act[], survivors: string[], isMerging: boolean): World {
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

/** Undoes the merge of a contact, if it is merged. */
export function unmerge(world: World, id: string): void {
  const survivor = survivorOf(world, id);
  if (survivor.contactId !== id) store(world, unmergeContact(survivor, found(world, id), person));
}

const anyId = fc.constantFrom(...ids);
export const anyAct: fc.Arbitrary<Act> = fc.oneof(
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

/** The contacts of these states, with the ids of a world. */
export const worldOf = (states: readonly State[]): World => {
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
