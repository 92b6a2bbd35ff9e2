import { isDeepStrictEqual } from 'node:util';
import { handler as getContact } from '../../../../handlers/api/getContact.ts';
import { handler as getSources } from '../../../../handlers/api/getSources.ts';
import { dialable } from '../../../../lib/contacts/addresses/phone.ts';
import { type StoredContact, toContact } from '../../../../lib/contacts/contact.ts';
import { findIdentityKey, identityFields, isProven, maxIdentities } from '../../../../lib/contacts/identities.ts';
import { withConfirmedName } from '../../../../lib/contacts/sightings.ts';
import { type Assertions, groups, stated } from '../../../../lib/contacts/sources.ts';
import { call } from '../../../support/call.ts';
import { expectClaimsToMatchIdentities, type TenantItems } from '../../../support/table.ts';
import { expectGains, expectOnePerson, expectReportsToBeAsserted } from './addresses.ts';
import type { Running } from './step.ts';
import type { Statement, World } from './world.ts';

const fields = groups.flat();

/** Expects what a round must leave as it was, or must have reached. */
export function expectRoundToKeep(world: World, running: readonly Running[], after: TenantItems): void {
  expectClaimsToMatchIdentities(after);
  expectLinksToMatch(after);
  const frees = (...[id, key, identity]: Parameters<NonNullable<Running['frees']>>) =>
    running.some((each) => each.frees?.(id, key, identity));
  for (const before of world.items.contacts) {
    const contact = after.contacts.find(({ contactId }) => contactId === before.contactId);
    if (!contact) throw new Error(`The contact ${before.contactId} is gone`);
    const statements = world.statements.filter(({ contactId }) => contactId === contact.contactId);
    expectStated(before, contact, statements);
    const lost = Object.entries(before.identities).filter(
      ([key, each]) =>
        isProven(each) && !isProven(contact.identities[key] ?? {}) && !frees(contact.contactId, key, each),
    );
    expectEqual(lost, []);
    const gained = [...(before.refused ?? [])].filter(
      (key) => key in contact.identities && !running.some(({ restores }) => restores?.(contact.contactId, key)),
    );
    expectEqual(gained, []);
    expectGains(world, running, before, contact);
  }
  for (const each of after.contacts) {
    expectOnePerson(world, each);
    expectReportsToBeAsserted(world, each);
    expectEqual(
      [...(each.refused ?? [])].filter((key) => key in each.identities),
      [],
    );
  }
  const isFull = after.contacts.some(({ identities }) => Object.keys(identities).length === maxIdentities);
  for (const { proves } of running) {
    if (proves === undefined || isFull || running.some(({ frees }) => frees !== undefined)) continue;
    // An address that a person removed from the contact belongs to nobody while its messages have another address.
    const isRefused = after.contacts.some(({ refused }) => refused?.includes(proves));
    if (!isRefused) expect(after.claims[proves]).toHaveProperty('verified');
  }
  const pairs = after.duplicates.map(({ contactId }) => String(contactId).split('#').slice(2).sort().join());
  expectEqual(pairs.length, 2 * new Set(pairs).size);
}

/** What people state is what they stated last, and callers see it. */
function expectStated(before: StoredContact, after: StoredContact, statements: readonly Statement[]): void {
  const [was, is] = [before, after].map(({ sources }) => stated(sources.manual));
  const shown = toContact(after);
  for (const field of fields) {
    const touching = statements.filter(({ touched }) => touched.includes(field));
    const value = is?.[field]?.[0];
    if (touching.length === 0) expectEqual([field, is?.[field]], [field, was?.[field]]);
    else if (touching.every(({ values }) => field in values)) {
      const isCertain = touching.some(({ status }) => status === 200);
      const possible = touching.flatMap(({ values, status }) =>
        status === 200 || status >= 500 ? [values[field]] : [],
      );
      if (!isCertain) possible.push(was?.[field]?.[0]);
      if (!possible.some((each) => dialled(field, each) === value)) expect([field, value]).toEqual([field, possible]);
    }
    if (value === undefined) continue;
    const isAddress = identityFields.some((each) => each === field);
    const key = isAddress && value !== null ? findIdentityKey(field as 'email' | 'phone', value) : undefined;
    if (!isAddress || value === null || (key !== undefined && key in after.identities))
      expectEqual([field, shown[field]], [field, value]);
  }
}

/** A value as the service stores it: a Brazilian mobile number gets its ninth digit. */
export const dialled = <Value>(field: string, value: Value): Value | string =>
  field === 'phone' && value ? dialable(String(value)) : value;

function expectLinksToMatch({ contacts, links }: TenantItems): void {
  const expected = contacts.flatMap(({ externalRef, contactId }) => (externalRef ? [[externalRef, contactId]] : []));
  expectEqual(links, Object.fromEntries(expected));
}

/**
 * What callers may see of the items. Claims may also remember the newest message, and the writes to a contact differ, on
 * which only the number of later requests depends.
 */
export const visible = ({ contacts, claims, duplicates, links }: TenantItems): object => ({
  contacts: contacts.map(({ writeIds: _, ...contact }) => {
    const known = Object.values(claims).filter(({ ownerId }) => ownerId === contact.contactId);
    const sender = known.reduce(
      (before: Assertions, { named }) => withConfirmedName(before, named),
      contact.sources.sender ?? {},
    );
    return { ...contact, sources: { ...contact.sources, sender } };
  }),
  pairs: duplicates.map(({ contactId }) => contactId),
  links,
});

/** Expects equal values. `expect` takes a stack trace each time, which is a fifth of the time of a history. */
export function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** Expects what callers see to have a source, and to be what is stored. */
export async function expectSourced({ apiKey, items }: World): Promise<void> {
  for (const contact of items.contacts) {
    const request = { apiKey, id: contact.contactId, method: 'GET' };
    const [{ body }, { body: sources }] = await Promise.all([call(getContact, request), call(getSources, request)]);
    for (const field of fields) {
      if (body[field] === null) continue;
      const { value, source, by } = sources[field];
      expectEqual([value, typeof source, typeof by], [body[field], 'string', 'string']);
    }
  }
}

/** A contact before and after one write, as the table's stream has it. */
type Change = { readonly before: StoredContact | undefined; readonly after: StoredContact | undefined };

/**
 * Expects one version for each change that callers see, and no request that has written twice to one contact, nor
 * changed what it had been told it did not.
 */
export function expectConsecutive(changes: readonly Change[]): void {
  const writes = new Set<string>();
  for (const { before, after } of changes) {
    if (!after) throw new Error('A contact is gone');
    const write = `${after.contactId} ${after.writeIds[0]}`;
    expectEqual(writes.has(write), false);
    writes.add(write);
    if (!before) {
      expectEqual(after.version, 1);
      continue;
    }
    const [was, is] = [before, after].map((each) => ({ ...toContact(each), updatedAt: '' }));
    expectEqual(after.version, before.version + (isDeepStrictEqual(was, is) ? 0 : 1));
  }
}
