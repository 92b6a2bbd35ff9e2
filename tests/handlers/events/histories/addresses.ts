import { sourceOf } from '../../../../lib/contacts/actors.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { findIdentityKey, identityFields, isProven, maxIdentities } from '../../../../lib/contacts/identities.ts';
import { expectEqual } from './expectEqual.ts';
import { reach } from './relatives.ts';
import type { Running } from './step.ts';
import type { Statement, World } from './world.ts';

/** Expects that a contact has got no address in a round that nobody may give it. `statements`: those about it. */
export function expectGains(
  world: World,
  running: readonly Running[],
  before: StoredContact,
  after: StoredContact,
  statements: readonly Statement[],
): void {
  expectReportsToFit(statements, running, before, after);
  expectAnnounced(world, running, before, after);
}

/** While a person states a value, or that there is none, machines give the contact no address of that kind. */
function expectReportsToFit(
  statements: readonly Statement[],
  running: readonly Running[],
  before: StoredContact,
  after: StoredContact,
): void {
  for (const field of identityFields) {
    if (statements.some(({ touched }) => touched.includes(field))) continue;
    if (![before, after].every((each) => states(each, field))) continue;
    const gained = Object.entries(after.identities).filter(([key, { kind, verified, confirmed }]) => {
      const isReport = !verified && !(confirmed && sourceOf(confirmed[1]) === 'manual');
      return kind === field && isReport && !(key in before.identities);
    });
    if (!running.some(({ frees }) => frees)) expectEqual(gained, []);
  }
}

function states({ sources, identities }: StoredContact, field: 'email' | 'phone'): boolean {
  const value = sources.manual[field]?.[0];
  return value === null || (value !== undefined && (findIdentityKey(field, value) ?? '') in identities);
}

/** A contact gets verified addresses by messages that say something new, and by changes of identity. */
function expectAnnounced(
  { stated }: World,
  running: readonly Running[],
  before: StoredContact,
  after: StoredContact,
): void {
  if (running.some(({ frees }) => frees)) return;
  const gained = Object.entries(after.identities).filter(
    ([key, { verified }]) =>
      verified &&
      !(key in before.identities) &&
      !stated.some(([, each]) => each === key) &&
      !running.some(({ announces }) => announces?.(key)),
  );
  expectEqual(gained, []);
}

/** Each email and phone that is only reported is one that a source asserts, or that an agent has added. */
export function expectReportsToBeAsserted(
  { reported }: World,
  { contactId, sources, identities }: StoredContact,
): void {
  const stray = Object.entries(identities).filter(([key, identity]) => {
    const field = identityFields.find((each) => each === identity.kind);
    if (field === undefined || isProven(identity)) return false;
    const asserted = Object.values(sources).flatMap((source) => source?.[field]?.[0] ?? []);
    const isAsserted = asserted.some((value) => findIdentityKey(field, value) === key);
    return !isAsserted && !reported.some(([id, each]) => id === contactId && each === key);
  });
  expectEqual(stray, []);
}

/**
 * Addresses that prove who writes are of one contact only where a message or a change of identity named them together,
 * or a person, or a CRM that is trusted, has stated that they are the contact's.
 */
export function expectOnePerson(world: World, { contactId, identities }: StoredContact): void {
  expectEqual(Object.keys(identities).length > maxIdentities, false);
  const proven = Object.keys(identities).filter((key) => isProven(identities[key] ?? {}));
  const known = new Set(world.stated.flatMap(([id, key]) => (id === contactId ? [key] : [])));
  if (world.crmAddressesProve) for (const email of world.crmEmails) known.add(`email#${email}`);
  const isCreated = world.created.includes(contactId);
  if (!isCreated) {
    const founder = proven.find((key) => !reach(world.together, known).has(key));
    if (founder !== undefined) known.add(founder);
  }
  const reached = reach(world.together, known);
  expectEqual(
    proven.filter((key) => !reached.has(key)),
    [],
  );
}
