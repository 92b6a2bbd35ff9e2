import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ContactStatement } from '../../../schemas/contact.ts';
import { identityChanges, identityFields } from '../../contacts/identities.ts';
import { fold } from '../../contacts/sources.ts';
import { assertedBy, isSaid, needsTheOtherPart, understand } from '../../contacts/statements.ts';
import { send } from '../table/client.ts';
import { failedConditions } from '../table/failedConditions.ts';
import { keys } from '../table/keys.ts';
import { type AskedFor, changeContact, type Outcome } from './changeContact.ts';
import { claim, identityTaken, release } from './claims.ts';
import { asContactItem, type ContactItem } from './contactItem.ts';
import { contactUpdate, type Write } from './contactUpdate.ts';
import { overwriteContact } from './overwriteContact.ts';
import { alreadySeen } from './unchangedCondition.ts';

export type ContactUpdate = AskedFor & { readonly statement: ContactStatement };

/**
 * Records what a person says about a contact, and answers the contact as it is then. The id of a merged contact changes
 * its survivor.
 *
 * A statement about names or the company is one request. One about an address, or about one part of a name, needs a look
 * first: two requests. What changes nothing that callers see keeps its version and time. Throws `contact_not_found`,
 * `version_mismatch`, `identity_taken`, `invalid`, `unavailable`.
 */
export async function updateContact(update: ContactUpdate): Promise<ContactItem> {
  const first = needsALook(update) ? undefined : await writeUnseen(update);
  return changeContact(update, (seen, write) => writeOver(seen, write, update.statement), first);
}

/** DynamoDB's IN takes 100 operands; a caller who names more than a few versions can wait for a look. */
const maxVersions = 10;

const needsALook = ({ statement, ifMatch = [] }: ContactUpdate): boolean =>
  Object.keys(statement).length === 0 ||
  ifMatch.length > maxVersions ||
  identityFields.some((field) => statement[field] !== undefined) ||
  needsTheOtherPart(statement);

/** Writes without a look at the contact, on condition that callers will see a difference. */
async function writeUnseen({ statement, ifMatch, ...write }: ContactUpdate): Promise<Outcome> {
  const said = understand(statement);
  const now = Date.now();
  const change = { source: 'manual', assertions: assertedBy(write.actor, now, said), identities: {}, now } as const;
  const operation = contactUpdate(write, change, { spoken: true, visible: true });
  const versions = Object.fromEntries((ifMatch ?? []).map((version, i) => [`:version${i}`, version]));
  const conditions = [
    'attribute_exists(contactId)',
    'attribute_not_exists(mergedInto)',
    ...(ifMatch ? [`version IN (${Object.keys(versions).join()})`] : []),
    `NOT (${alreadySeen(said)})`,
  ];
  const update = new UpdateCommand({
    ...operation,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { ...operation.ExpressionAttributeNames, '#domain': 'domain' },
    ExpressionAttributeValues: {
      ...operation.ExpressionAttributeValues,
      ...versions,
      ...Object.fromEntries(Object.entries(said).map(([field, value]) => [`:seen_${field}`, value])),
    },
    ReturnValues: 'ALL_NEW',
  });
  try {
    const { Attributes } = await send((db) => db.send(update));
    return Attributes ? { written: asContactItem(Attributes) } : { found: undefined };
  } catch (error) {
    return failedConditions(error)[0] ?? { found: undefined };
  }
}

/** Writes on condition that nobody has written since `seen`, in one transaction with the claims that change with it. */
async function writeOver(seen: ContactItem, write: Write, statement: ContactStatement): Promise<Outcome> {
  const said = understand(statement, fold(seen.sources));
  if (isSaid(said, seen.sources.manual)) return { written: seen };
  const { taken, released, patch } = identityChanges('manual', said, seen);
  const now = Date.now();
  const change = { source: 'manual', assertions: assertedBy(write.actor, now, said), identities: patch, now } as const;
  const outcome = await overwriteContact(seen, write, change, [
    ...taken.map(({ key }) => claim(write.tenantId, keys.identity(key), write.contactId)),
    ...released.map((key) => release(write.tenantId, keys.identity(key), write.contactId)),
  ]);
  if ('written' in outcome) return outcome;
  const { failed } = outcome;
  if (failed[0]) return failed[0];
  throw identityTaken(taken, failed) ?? new Error('A contact has an identity whose claim it does not hold');
}
