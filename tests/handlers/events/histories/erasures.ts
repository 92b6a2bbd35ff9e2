import { isDeepStrictEqual } from 'node:util';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { erasedHash } from '../../../../lib/contacts/erasure.ts';
import { findIdentityKey, type Identity, identityFields, isProven } from '../../../../lib/contacts/identities.ts';
import { precedence } from '../../../../lib/contacts/sources.ts';
import { partsIn, type TenantItems } from '../../../support/table.ts';
import { expectEqual } from './expectEqual.ts';
import { isMergingIn, mayOf, type Related } from './relatives.ts';
import type { Running } from './step.ts';
import type { World } from './world.ts';

type Outcome = { readonly running: readonly Running[]; readonly related: Related; readonly after: TenantItems };

/** Whether a step of a round may have erased a contact. */
export const isErasableIn =
  (running: readonly Running[], related: Related) =>
  (contactId: string): boolean =>
    running.some(({ erases }) => erases !== undefined && related(contactId).has(erases));

/**
 * Expects that whom a round has erased is gone, and nobody else, that their addresses are marked as erased, and that no
 * event from before that has given them to anybody.
 */
export function expectErased(world: World, outcome: Outcome): void {
  const { running, related, after } = outcome;
  const left = new Set(partsIn(after.contacts).map(({ contactId }) => contactId));
  // What was merged into an erased contact goes with it.
  expectEqual(new Set(after.contacts.map(({ contactId }) => contactId)), left);
  const gone = partsIn(world.items.contacts).filter(({ contactId }) => !left.has(contactId));
  const isErasable = isErasableIn(running, related);
  expectEqual(
    gone.filter(({ contactId }) => !isErasable(contactId)),
    [],
  );
  const isMerging = isMergingIn(running, related);
  for (const { contactId, status } of world.erasures) {
    const erased = status !== 200 ? [] : isMerging(contactId) ? [contactId] : [...related(contactId)];
    expectEqual([status === 404, ...erased.filter((id) => left.has(id))], [false]);
  }
  const hashes = (keysOf: typeof lastingKeys) =>
    gone.flatMap((contact) => keysOf(contact, outcome)).map((key) => erasedHash(world.tenantId, key));
  const [lasting, now] = [hashes(lastingKeys), Date.now()];
  expectEqual(
    [...lasting, ...hashes(refusedKeys)].filter((hash) => after.erased[hash] !== now),
    [],
  );
  // What had been removed was free: before the erasure, a message may have given it to somebody else.
  const marks = { ...world.items.erased, ...Object.fromEntries(lasting.map((hash) => [hash, now])) };
  expectNothingBack(world, marks, outcome);
}

/** The keys of the addresses that a contact had at any time of a round. */
function lastingKeys({ contactId, identities }: StoredContact, { running, related }: Outcome): string[] {
  const may = mayOf(running, related);
  return Object.entries(identities).flatMap(([key, identity]) =>
    isProven(identity) && !may('frees', contactId, key, identity) ? [key] : [],
  );
}

/** The keys of the addresses that a person had removed from a contact at any time of a round. */
function refusedKeys({ contactId, refused = [] }: StoredContact, { running, related }: Outcome): string[] {
  const isRestored = (key: string) =>
    running.some(({ restores }) => [...related(contactId)].some((id) => restores?.(id, key)));
  return refused.filter((key) => !isRestored(key));
}

/**
 * Expects that no contact has got an erased address by a message or a fact from before its erasure, nor that such a
 * message has proven one. People, and a CRM that is asked, may state it. `marks`: when addresses were erased, by their
 * hashes.
 */
function expectNothingBack(world: World, marks: TenantItems['erased'], { running, related, after }: Outcome): void {
  const before = new Map(partsIn(world.items.contacts).map((part) => [part.contactId, part.identities]));
  const stated = [...world.stated, ...world.reported];
  for (const part of partsIn(after.contacts)) {
    const back = Object.entries(part.identities).filter(([key, identity]) => {
      const erasedAt = marks[erasedHash(world.tenantId, key)];
      if (erasedAt === undefined) return false;
      const known = before.get(part.contactId)?.[key];
      const { verified } = identity;
      if (verified && verified[0] <= erasedAt) return !isDeepStrictEqual(verified, known?.verified);
      if (known) return false;
      // Without their own value, a person lets count what machines have stated long ago.
      if (running.some(({ frees }) => frees)) return false;
      const isStated = stated.some(([id, each]) => each === key && related(id).has(part.contactId));
      return !isStated && !isLater(part, [key, identity], erasedAt);
    });
    expectEqual(back, []);
  }
}

/** Whether a contact has an address by more than what a machine has reported until a time. */
function isLater({ sources }: StoredContact, [key, identity]: readonly [string, Identity], time: number): boolean {
  if (isProven(identity)) return true;
  const field = identityFields.find((each) => each === identity.kind);
  if (field === undefined) return false;
  return precedence.some((source) => {
    const [value, at] = sources[source]?.[field] ?? [null, 0];
    if (value === null || findIdentityKey(field, value) !== key) return false;
    return source === 'conversation' ? at > time : at >= time;
  });
}
