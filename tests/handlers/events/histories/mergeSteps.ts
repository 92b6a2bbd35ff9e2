import { handler as getMerges } from '../../../../handlers/api/getMerges.ts';
import { handler as mergeContacts } from '../../../../handlers/api/mergeContacts.ts';
import { handler as unmergeContact } from '../../../../handlers/api/unmergeContact.ts';
import { linkOf, type StoredContact } from '../../../../lib/contacts/contact.ts';
import { wholeOf } from '../../../../lib/contacts/parts.ts';
import { call } from '../../../support/call.ts';
import fc from '../../../support/properties.ts';
import { partsIn, readItems } from '../../../support/table.ts';
import { expectEqual } from './expectEqual.ts';
import { expectExpected, keyed } from './statementSteps.ts';
import { type Running, type Step, stepOf } from './step.ts';
import type { World } from './world.ts';

/** One of the contacts, merged or not, and another one; `isUndone`: they are merged for a moment only. */
const two = fc.record({
  who: fc.nat(7),
  other: fc.nat(6),
  isPreviewed: fc.boolean(),
  isKeyed: fc.boolean(),
  isUndone: fc.nat(3).map((n) => n === 0),
});

const merge = stepOf('merge', two, (world, { who, other, isPreviewed, isKeyed, isUndone }): Running => {
  const parts = partsIn(world.items.contacts);
  const [i, distance] = [who % parts.length, 1 + (other % (parts.length - 1))];
  const [one, duplicate] = [parts[i], parts[(i + distance) % parts.length]];
  if (!one || !duplicate || one === duplicate) return { act: async () => undefined };
  const [id, duplicateId] = [one.contactId, duplicate.contactId];
  const externalRef = [one, duplicate].flatMap((part) => linkOf(wholeOf(part)).externalRef ?? [])[0];
  const request = { apiKey: world.apiKey, id, method: 'POST' };
  const body = { duplicateId, ...(externalRef !== undefined && { externalRef }) };
  return {
    merges: [id, duplicateId],
    async act() {
      const shown = isPreviewed
        ? await call(mergeContacts, { ...request, body: { ...body, dryRun: true } })
        : undefined;
      if (shown && expectExpected(world, shown, 400) !== 200) return;
      const headers = { ...keyed(isKeyed), ...(shown && { 'if-match': shown.headers.etag ?? '' }) };
      const reply = await call(mergeContacts, { ...request, body, headers });
      const status = expectExpected(world, reply, 400, 412, 422);
      // Nothing changes where another request has merged them meanwhile.
      if (shown && status === 200 && reply.body.changes.length > 0) expectEqual(reply.text, shown.text);
      if (isUndone) expectExpected(world, await call(unmergeContact, unmergeRequest(world, duplicateId)));
    },
  };
});

const isMerged = ({ mergedInto }: StoredContact): boolean => mergedInto !== undefined;

const unmerge = stepOf(
  'un-merge',
  fc.record({ nth: fc.nat(6), isKeyed: fc.boolean() }),
  (world, { nth, isKeyed }): Running => {
    const merged = world.items.contacts.filter(isMerged);
    const { contactId, mergedInto } = merged[nth % merged.length] ?? {};
    if (contactId === undefined || mergedInto === undefined) return { act: async () => undefined };
    return {
      merges: [mergedInto, contactId],
      async act() {
        const reply = await call(unmergeContact, { ...unmergeRequest(world, contactId), headers: keyed(isKeyed) });
        if (expectExpected(world, reply, 422) === 200) expectEqual(reply.body.duplicate.id, contactId);
      },
    };
  },
);

/** The id of the merged contact leads to its survivor. */
const unmergeRequest = ({ apiKey }: World, id: string) => ({ apiKey, id, body: { duplicateId: id }, method: 'POST' });

export const mergeSteps: fc.WeightedArbitrary<Step>[] = [
  { weight: 5, arbitrary: merge },
  { weight: 4, arbitrary: unmerge },
];

/** Undoes all merges, and expects each contact to be what it was as a part of another one, and what the list said. */
export async function expectApart(world: World): Promise<void> {
  const { contacts, claims, links } = world.items;
  for (const { contactId: id } of contacts.filter(isMerged)) {
    const { body: merges } = await call(getMerges, { apiKey: world.apiKey, id, method: 'GET' });
    const entry = merges.data.find(({ contact }: { contact: { id: string } }) => contact.id === id);
    const { status, body } = await call(unmergeContact, unmergeRequest(world, id));
    expectEqual([status, body.duplicate], [200, { ...body.duplicate, ...entry.contact }]);
  }
  const after = await readItems(world.tenantId);
  const contents = (all: readonly StoredContact[]) => all.map((each) => [each.contactId, contentOf(each)]);
  expectEqual(Object.fromEntries(contents(after.contacts)), Object.fromEntries(contents(partsIn(contacts))));
  expectEqual([after.claims, after.links], [claims, links]);
}

/** What a contact is without its merge. */
function contentOf(part: StoredContact) {
  const { withdrawn } = wholeOf(part).contributions?.[part.contactId] ?? {};
  const { sources, identities, refused, externalRef, resolutionStatus, resolvedAt } = part;
  const manual = withdrawn ?? sources.manual;
  return { sources: { ...sources, manual }, identities, refused, externalRef, resolutionStatus, resolvedAt };
}
