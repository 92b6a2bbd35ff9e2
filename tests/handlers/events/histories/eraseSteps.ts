import { handler as deleteContact } from '../../../../handlers/api/deleteContact.ts';
import { readPairKey } from '../../../../lib/dynamo/table/keys.ts';
import { call } from '../../../support/call.ts';
import fc from '../../../support/properties.ts';
import { expectExpected } from './statementSteps.ts';
import { type Running, type Step, stepOf } from './step.ts';

/** `wasMerged`: one of those that have ever been merged with another one, if there are any. */
const about = fc.record({ who: fc.nat(7), wasMerged: fc.boolean() });

/** Erases one of the contacts, by its own id or by that of one that was merged into it. */
export const erasure: fc.Arbitrary<Step> = stepOf('erasure', about, (world, { who, wasMerged }): Running => {
  const { apiKey, erasures, items } = world;
  // A merge dismisses the pair of its contacts.
  const pairs = items.duplicates.filter(({ dismissed }) => wasMerged && dismissed);
  const paired = new Set(pairs.flatMap(({ contactId }) => readPairKey(String(contactId))));
  const preferred = items.contacts.filter(({ contactId }) => paired.has(contactId));
  const contacts = preferred.length > 0 ? preferred : items.contacts;
  const { contactId } = contacts[who % contacts.length] ?? {};
  if (contactId === undefined) return { act: async () => undefined };
  return {
    erases: contactId,
    async act() {
      const reply = await call(deleteContact, { apiKey, id: contactId, method: 'DELETE' });
      erasures.push({ contactId, status: expectExpected(world, reply) });
    },
  };
});
