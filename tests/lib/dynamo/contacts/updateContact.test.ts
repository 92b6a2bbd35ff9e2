import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import { applyChange } from '../../../../lib/contacts/applyChanges.ts';
import { assertOn } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { assertedBy, isAsserted, toFieldValues } from '../../../../lib/contacts/fieldValues.ts';
import { fold, type Person } from '../../../../lib/contacts/fold.ts';
import type { Sources } from '../../../../lib/contacts/sources.ts';
import { writeIdOf } from '../../../../lib/contacts/writeIds.ts';
import { createContact } from '../../../../lib/dynamo/contacts/createContact.ts';
import { findContact } from '../../../../lib/dynamo/contacts/getContact.ts';
import { updateContact } from '../../../../lib/dynamo/contacts/updateContact.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import type { ContactInput } from '../../../../schemas/contact.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { startService } from '../../../support/service.ts';
import { anyInput, anyMachines, fullName } from '../../contacts/anySources.ts';
import { verifiedAt } from '../../contacts/storedContact.ts';

await startService();
afterEach(() => {
  jest.restoreAllMocks();
});

/** The fields of a statement, with what is seen already. */
const confirmed = (statement: ContactInput, seen: Person): ContactInput =>
  Object.fromEntries(
    Object.entries({ ...seen, name: fullName(seen.firstName, seen.lastName) }).filter(([field]) => field in statement),
  );

/** Puts into a contact what machines say, and perhaps that messages came from its addresses. */
async function machinesSay(item: StoredContact, machines: Sources, fromMessages: boolean): Promise<void> {
  const identities = Object.entries(item.identities).map(([key, each]) => [
    key,
    fromMessages ? { ...each, ...verifiedAt(3) } : each,
  ]);
  const update = new UpdateCommand({
    TableName: process.env.TABLE_NAME,
    Key: { tenantId: item.tenantId, contactId: item.contactId },
    UpdateExpression: 'SET sources = :sources, identities = :identities, writeIds[0] = :id',
    ExpressionAttributeValues: {
      ':sources': { agent: {}, ...machines, manual: item.sources.manual },
      ':identities': Object.fromEntries(identities),
      ':id': writeIdOf(randomUUID()),
    },
  });
  await send((db) => db.send(update));
}

async function find(tenantId: string, contactId: string): Promise<StoredContact> {
  const item = await findContact(tenantId, contactId);
  if (item === undefined) throw new Error('The contact is gone');
  return item;
}

/** The identities that the table says a contact holds. */
async function claimsOf({ tenantId, contactId }: StoredContact): Promise<string[]> {
  const query = new QueryCommand({
    TableName: process.env.TABLE_NAME,
    KeyConditionExpression: 'tenantId = :tenant AND begins_with(contactId, :prefix)',
    ExpressionAttributeValues: { ':tenant': tenantId, ':prefix': '#identity#' },
    ConsistentRead: true,
  });
  const { Items = [] } = await send((db) => db.send(query));
  const mine = Items.filter(({ ownerId }) => ownerId === contactId);
  return mine.map((claim) => String(claim.contactId).replace('#identity#', '')).sort();
}

/** What an agent may say: never that there is no value. */
const withoutNulls = (statement: ContactInput): ContactInput =>
  Object.fromEntries(Object.entries(statement).filter(([, value]) => value !== null));

type Caller = { readonly actor: string; readonly source: 'manual' | 'agent' };
const person: Caller = { actor: 'key:2', source: 'manual' };
const agent: Caller = { actor: 'agent:3', source: 'agent' };

/** Updates a contact, and checks that what it is then is what was computed. Tells whether its version stayed. */
async function check(
  tenantId: string,
  contactId: string,
  { actor, source }: Caller,
  inputFor: (seen: Person) => ContactInput,
): Promise<boolean> {
  const before = await find(tenantId, contactId);
  const seen = fold(before);
  const statement = source === 'agent' ? withoutNulls(inputFor(seen)) : inputFor(seen);
  const now = Date.parse(before.updatedAt) + 1000;
  const write = { tenantId, contactId, actor, requestId: randomUUID() };
  jest.spyOn(Date, 'now').mockReturnValue(now);
  const answered = await updateContact({ ...write, input: statement });
  jest.restoreAllMocks();

  const assertions = assertedBy(actor, now, toFieldValues(statement, { contact: before, source }));
  const change = assertOn(before, source, assertions, { actor, at: now });
  const computed = applyChange(change, write.requestId);
  const after = await find(tenantId, contactId);
  const isKnown =
    isAsserted(assertions, before.sources[source] ?? {}) && isDeepStrictEqual(after.identities, before.identities);
  expect(after).toEqual(isKnown ? before : computed);
  expect(answered).toEqual(after);
  expect(await claimsOf(after)).toEqual(Object.keys(after.identities).sort());
  const { version, updatedAt, changedBy } = before;
  const kept = isDeepStrictEqual(fold(after), seen);
  expect(after).toMatchObject(
    kept
      ? { version, updatedAt, changedBy }
      : { version: version + 1, updatedAt: new Date(now).toISOString(), changedBy: actor },
  );
  return kept;
}

describe('updateContact', () => {
  const step = fc.record({
    caller: fc.constantFrom(person, agent),
    statement: anyInput,
    confirms: fc.boolean(),
    machines: anyMachines,
    fromMessages: fc.boolean(),
  });

  it('returns and stores the contact, and its claims, that the decision computes, for any input', async () => {
    const versions = { kept: 0, counted: 0 };
    await fc.assert(
      fc.asyncProperty(anyInput, fc.array(step, { minLength: 1, maxLength: 4 }), async (first, steps) => {
        const tenantId = randomUUID();
        const creation = { tenantId, values: toFieldValues(first), actor: 'key:1', requestId: randomUUID() };
        const { contactId } = await createContact(creation);
        for (const { caller, statement, confirms, machines, fromMessages } of steps) {
          await machinesSay(await find(tenantId, contactId), machines, fromMessages);
          const kept = await check(tenantId, contactId, caller, (seen) =>
            confirms ? confirmed(statement, seen) : statement,
          );
          versions[kept ? 'kept' : 'counted']++;
        }
      }),
      runOptions(25, 6000),
    );
    expect(Math.min(versions.kept, versions.counted)).toBeGreaterThan(5);
  });

  it('remembers expressions only for the same fields, sources, nulls and number of versions', async () => {
    const statements: [Caller, ContactInput, (readonly number[])?][] = [
      [person, { companyName: 'Acme' }],
      [person, { companyName: null }],
      [agent, { companyName: 'Acme' }],
      [person, { name: 'Bo Li' }],
      [person, { name: 'Bo Li', companyName: 'Acme' }],
      [person, { companyName: 'Acme' }, [1]],
      [person, { companyName: 'Acme' }, [1, 2]],
    ];
    for (const [{ actor, source }, input, ifMatch] of statements) {
      const tenantId = randomUUID();
      const create = { tenantId, values: {}, actor: 'key:1', requestId: randomUUID() };
      const before = await createContact(create);
      const write = { tenantId, contactId: before.contactId, actor, requestId: randomUUID(), input, ifMatch };
      const { version, sources } = await updateContact(write);
      const values = toFieldValues(input);
      const isSeen = Object.values(values).some((value) => value !== null);
      expect([version, isAsserted(assertedBy(actor, 1, values), sources[source] ?? {})]).toEqual([
        isSeen ? 2 : 1,
        true,
      ]);
    }
  });
});
