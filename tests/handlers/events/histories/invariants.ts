import { isDeepStrictEqual } from 'node:util';
import { handler as getContact } from '../../../../handlers/api/getContact.ts';
import { handler as getSources } from '../../../../handlers/api/getSources.ts';
import { type StoredContact, toContact } from '../../../../lib/contacts/contact.ts';
import { type Identity, isProven, maxIdentities } from '../../../../lib/contacts/identities.ts';
import { mergeStepOf } from '../../../../lib/contacts/merges.ts';
import { withConfirmedName } from '../../../../lib/contacts/sightings.ts';
import { type Assertions, groups } from '../../../../lib/contacts/sources.ts';
import { call } from '../../../support/call.ts';
import { expectClaimsToMatchIdentities, partsIn, type TenantItems } from '../../../support/table.ts';
import { expectGains, expectOnePerson, expectReportsToBeAsserted } from './addresses.ts';
import { expectEqual } from './expectEqual.ts';
import { relatedIn, spreadStatements } from './relatives.ts';
import { expectLanded, expectStated } from './statements.ts';
import type { Running } from './step.ts';
import type { World } from './world.ts';

const fields = groups.flat();

/** Expects what a round must leave as it was, or must have reached, for each contact as it would be without merges. */
export function expectRoundToKeep(world: World, running: readonly Running[], after: TenantItems): void {
  expectClaimsToMatchIdentities(after);
  expectLinksToMatch(after);
  const related = relatedIn([...world.items.contacts, ...after.contacts], running);
  const parts = partsIn(after.contacts);
  const may = (what: 'frees' | 'restores', id: string, key: string, identity: Identity) =>
    running.some((each) => [...related(id)].some((one) => each[what]?.(one, key, identity)));
  for (const before of partsIn(world.items.contacts)) {
    const { contactId } = before;
    const contact = parts.find((each) => each.contactId === contactId);
    if (!contact) throw new Error(`The contact ${contactId} is gone`);
    const all = related(contactId);
    const statements = world.statements.filter((each) => all.has(each.contactId));
    expectStated(
      before,
      contact,
      statements,
      running.some(({ merges }) => merges && all.has(merges[0])),
    );
    const lost = Object.entries(before.identities).filter(
      ([key, each]) =>
        isProven(each) && !isProven(contact.identities[key] ?? {}) && !may('frees', contactId, key, each),
    );
    expectEqual(lost, []);
    const gained = (before.refused ?? []).filter((key) => {
      const identity = contact.identities[key];
      return identity && !may('restores', contactId, key, identity);
    });
    expectEqual(gained, []);
    expectGains(world, running, before, contact, statements);
  }
  expectLanded(parts, world.statements, { related, running });
  spreadStatements(world, related);
  for (const each of parts) {
    expectOnePerson(world, each);
    expectReportsToBeAsserted(world, each);
    expectEqual(
      (each.refused ?? []).filter((key) => key in each.identities),
      [],
    );
  }
  const isFull = parts.some(({ identities }) => Object.keys(identities).length === maxIdentities);
  for (const { proves } of running) {
    if (proves === undefined || isFull || running.some(({ frees }) => frees !== undefined)) continue;
    if (!isRefused(after, proves)) expect(after.claims[proves]).toHaveProperty('verified');
  }
  const pairs = after.duplicates.map(({ contactId }) => String(contactId).split('#').slice(2).sort().join());
  expectEqual(pairs.length, 2 * new Set(pairs).size);
}

/**
 * Whether a person has removed an address from a contact. It belongs to nobody while its messages have another address
 * of that contact, and to a new contact once they have not.
 */
export const isRefused = ({ contacts }: TenantItems, key: string | undefined): boolean =>
  key !== undefined && partsIn(contacts).some(({ refused }) => refused?.includes(key));

function expectLinksToMatch({ contacts, links }: TenantItems): void {
  const expected = partsIn(contacts).flatMap(({ externalRef, contactId }) =>
    externalRef ? [[externalRef, contactId]] : [],
  );
  expectEqual(links, Object.fromEntries(expected));
}

/**
 * What callers may see of the items. Claims may also remember the newest message, and the writes to a contact differ,
 * on which only the number of later requests depends.
 */
export const visible = ({ contacts, claims, duplicates, links }: TenantItems): object => ({
  contacts: partsIn(contacts).map(({ writeIds: _, survivor: __, ...contact }) => {
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
 * Expects one version for each change that callers see, the next one but for merges, and no request that has written
 * twice to one contact, nor changed what it had been told it did not.
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
    if (mergeStepOf(before, after) === undefined)
      expectEqual(after.version, before.version + (isDeepStrictEqual(was, is) ? 0 : 1));
    else expectEqual(after.version > before.version, true);
  }
}
