import { config } from '../../config.ts';
import type { Claim, Sighted } from '../../contacts/claims.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import type { ClaimKey, Identities } from '../../contacts/identities.ts';
import type { Sources } from '../../contacts/sources.ts';
import { uuidV7 } from '../../contacts/uuid.ts';
import { keys } from '../table/keys.ts';
import { writeAll } from '../table/writeAll.ts';
import { asClaim, claimOperation } from './claims.ts';

export type NewContact = {
  readonly tenantId: string;
  readonly sources: Sources;
  readonly identities: Identities;
  readonly actor: string;
  readonly requestId: string;
};

/** The new contact, or the first of its identities that another contact owns, with its claim. */
export type Inserted = { readonly inserted: StoredContact } | { readonly taken: ClaimKey & { readonly claim: Claim } };

/**
 * Creates a contact with the claims of all its identities, in one transaction. `sighted` is what the claims remember of
 * messages. Throws `unavailable`.
 */
export async function insertContact(
  { tenantId, sources, identities, actor, requestId }: NewContact,
  sighted: Sighted = {},
): Promise<Inserted> {
  const now = Date.now();
  const at = new Date(now).toISOString();
  const contactId = uuidV7(now);
  const contact: StoredContact = {
    tenantId,
    contactId: keys.contact(contactId),
    sources: { manual: {}, agent: {}, ...sources },
    identities,
    resolutionStatus: 'unresolved',
    version: 1,
    writeId: requestId,
    changedBy: actor,
    createdAt: at,
    updatedAt: at,
  };
  const Put = {
    TableName: config.tableName(),
    Item: contact,
    ConditionExpression: 'attribute_not_exists(contactId)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  const failures = await writeAll([
    { operation: { Put }, onFailure: undefined },
    ...Object.entries(identities).map(([key, { kind }]) => ({
      operation: claimOperation(tenantId, keys.identity(key), { ownerId: contactId, ...sighted }),
      onFailure: { field: kind, key },
    })),
  ]);
  // Where the contact exists already, written by this request, the reply was lost.
  const isWritten = failures.some(({ meaning, found }) => meaning === undefined && found?.writeId === requestId);
  if (failures.length === 0 || isWritten) return { inserted: contact };
  for (const { meaning, found } of failures)
    if (meaning && found) return { taken: { ...meaning, claim: asClaim(found) } };
  throw new Error('A new contact has the id of another');
}
