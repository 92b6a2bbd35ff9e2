import { isDeepStrictEqual } from 'node:util';
import { handler as getContact } from '../../../../handlers/api/getContact.ts';
import { handler as getSources } from '../../../../handlers/api/getSources.ts';
import { toContact } from '../../../../lib/contacts/contact.ts';
import { erasedHash } from '../../../../lib/contacts/erasure.ts';
import { isProven, maxIdentities } from '../../../../lib/contacts/identities.ts';
import { mergeStepOf } from '../../../../lib/contacts/merges.ts';
import { withConfirmedName } from '../../../../lib/contacts/sightings.ts';
import { type Assertions, groups } from '../../../../lib/contacts/sources.ts';
import type { StreamedContact } from '../../../../lib/dynamo/contacts/streamedContact.ts';
import { readPairKey } from '../../../../lib/dynamo/table/keys.ts';
import { call } from '../../../support/call.ts';
import { expectClaimsToMatchIdentities, partsIn, type TenantItems } from '../../../support/table.ts';
import { expectGains, expectOnePerson, expectReportsToBeAsserted } from './addresses.ts';
import { expectErased, isErasableIn } from './erasures.ts';
import { expectEqual } from './expectEqual.ts';
import { isMergingIn, mayOf, relatedIn, spreadStatements } from './relatives.ts';
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
  const may = mayOf(running, related);
  const [isMerging, isErasable] = [isMergingIn(running, related), isErasableIn(running, related)];
  expectErased(world, { running, related, after });
  for (const before of partsIn(world.items.contacts)) {
    const { contactId } = before;
    const contact = parts.find((each) => each.contactId === contactId);
    if (!contact) continue;
    const all = related(contactId);
    const statements = world.statements.filter((each) => all.has(each.contactId));
    expectStated(before, contact, statements, isMerging(contactId));
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
  const landed = world.statements.filter(({ contactId }) => isMerging(contactId) && !isErasable(contactId));
  expectLanded(parts, landed, related);
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
    if (proves === undefined || isFull || running.some(({ frees, erases }) => frees ?? erases)) continue;
    if (!isRefused(after, proves) && !isErased(world, proves))
      expect(after.claims[proves.key]).toHaveProperty('verified');
  }
  const pairs = after.duplicates.map(({ contactId }) => readPairKey(String(contactId)).toSorted());
  // An erasure that was killed leaves the rest to the stream.
  const whole = pairs.filter((pair) => pair.every((id) => parts.some(({ contactId }) => contactId === id)));
  expectEqual(whole.length, 2 * new Set(whole.map(String)).size);
}

/**
 * Whether a person has removed an address from a contact. It belongs to nobody while its messages have another address
 * of that contact, and to a new contact once they have not.
 */
export const isRefused = ({ contacts }: TenantItems, proves: Running['proves']): boolean =>
  proves !== undefined && partsIn(contacts).some(({ refused }) => refused?.includes(proves.key));

/** Whether an address of a message was erased since: the message counts only where a contact has its own address. */
export const isErased = ({ tenantId, items }: World, proves: Running['proves']): boolean =>
  proves !== undefined &&
  [proves.key, ...proves.named].some((key) => (items.erased[erasedHash(tenantId, key)] ?? 0) >= proves.at);

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

/**
 * Expects one version for each change that callers see, the next one but for merges, and no request that has written
 * twice to one contact, nor changed what it had been told it did not. An erased contact does not come back.
 */
export function expectConsecutive(changes: readonly StreamedContact[]): void {
  const writes = new Set<string>();
  const gone = new Set<string | undefined>();
  for (const { before, after } of changes) {
    if (!after) {
      gone.add(before?.contactId);
      continue;
    }
    expectEqual(gone.has(after.contactId), false);
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
