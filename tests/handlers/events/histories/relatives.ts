import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import type { Identity } from '../../../../lib/contacts/identities.ts';
import type { Running } from './step.ts';
import type { World } from './world.ts';

type Pair = readonly [string, string];

/** All that pairs lead to from these, directly or not, with these. */
export function reach(pairs: readonly Pair[], from: Iterable<string>): Set<string> {
  const reached = new Set(from);
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const [one, other] of pairs) {
      if (reached.has(one)) reached.add(other);
      if (reached.has(other)) reached.add(one);
    }
  }
  return reached;
}

/** Returns the ids of all contacts with which a contact is merged at some time of a round, with its own. */
export type Related = (contactId: string) => ReadonlySet<string>;

/** `all`: the contacts before the round, and those after it. */
export function relatedIn(all: readonly StoredContact[], running: readonly Running[]): Related {
  const merged = all.flatMap(({ contactId, mergedInto }): Pair[] => (mergedInto ? [[contactId, mergedInto]] : []));
  const pairs = [...merged, ...running.flatMap(({ merges }) => (merges ? [merges] : []))];
  return (contactId) => reach(pairs, [contactId]);
}

/** Whether a step may move or give back an address of a contact, or of one with which it is merged at some time. */
export const mayOf =
  (running: readonly Running[], related: Related) =>
  (what: 'frees' | 'restores', id: string, key: string, identity: Identity): boolean =>
    running.some((each) => [...related(id)].some((one) => each[what]?.(one, key, identity)));

/** Whether a round has steps that may merge a contact, or part it from one. */
export const isMergingIn =
  (running: readonly Running[], related: Related) =>
  (contactId: string): boolean =>
    running.some(({ merges }) => merges && related(contactId).has(merges[0]));

/** Notes that what was stated in a round may be stated of any contact with which the named one was merged. */
export function spreadStatements(world: World, related: Related): void {
  for (const list of ['stated', 'reported'] as const) {
    for (const [contactId, key] of world[list].slice(world.earlier[list]))
      for (const other of related(contactId)) if (other !== contactId) world[list].push([other, key]);
    world.earlier[list] = world[list].length;
  }
}
