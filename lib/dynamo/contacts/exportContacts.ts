import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { readAll } from '../table/batches.ts';
import { send } from '../table/client.ts';
import { contactRange, type DependentKind } from '../table/keys.ts';
import { patiently } from '../table/patiently.ts';
import { dependentItems } from './dependentItems.ts';
import { findDependents, isClaim } from './dependents.ts';
import { asContact, findContact } from './getContact.ts';

type Item = { readonly contactId: string } & { readonly [attribute: string]: unknown };

/**
 * A contact as it is stored, merged or not, with what depends on it, all without the tenant. Claims are among `claims`,
 * and everything that cannot be derived from the contact among `items`.
 */
export type ExportedContact = {
  readonly contact: Omit<StoredContact, 'tenantId'>;
  readonly claims: readonly Item[];
  readonly items: readonly Item[];
};

/** How many contacts are read at once. */
const atOnce = 25;

/**
 * Reads all contacts of a tenant whole, in the order of their creation, some at a time. Contacts may be written
 * meanwhile: each is as it was at one time. Strongly consistent. Throws `unavailable`.
 */
export async function* exportContacts(tenantId: string): AsyncGenerator<readonly ExportedContact[]> {
  for await (const contacts of storedContacts(tenantId))
    yield (await Promise.all(contacts.map((contact) => patiently(() => exported(contact))))).flat();
}

/** The contacts of a tenant as they are stored, some at a time. */
export async function* storedContacts(tenantId: string): AsyncGenerator<readonly StoredContact[]> {
  let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
  do {
    const query = new QueryCommand({
      TableName: config.tableName(),
      KeyConditionExpression: 'tenantId = :tenant AND contactId BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':tenant': tenantId, ':first': contactRange.first, ':last': contactRange.last },
      ConsistentRead: true,
      Limit: atOnce,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    const { Items = [], LastEvaluatedKey } = await patiently(() => send((db) => db.send(query)));
    yield Items.map(asContact);
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

/** Postings are derived again from the contact, and responses are for callers of the last day. */
const kinds = Object.keys(dependentItems).filter((kind) => !['search', 'answer'].includes(kind)) as DependentKind[];

/** A contact with its dependents as they are at one time; none if it is erased meanwhile. */
async function exported(known: StoredContact): Promise<ExportedContact[]> {
  // What depends on a merged contact is found with its survivor.
  const dependents = known.mergedInto === undefined ? await findDependents(known, kinds) : [];
  const contact = await findContact(known.tenantId, known.contactId);
  if (contact === undefined) return [];
  if (contact.writeIds[0] !== known.writeIds[0]) return exported(contact);
  const { tenantId, ...attributes } = contact;
  const { claims = [], others = [] } = Object.groupBy(dependents, (each) => (isClaim(each) ? 'claims' : 'others'));
  const mirrors = await readAll(
    tenantId,
    others.flatMap((each) => each.mirrors),
    true,
  );
  const items = [...others.map(({ item }) => item), ...mirrors].map(withoutTenant);
  // A pair of two parts is found with each.
  const unique = new Map(items.map((item) => [item.contactId, item]));
  return [{ contact: attributes, claims: claims.map(({ item }) => withoutTenant(item)), items: [...unique.values()] }];
}

const withoutTenant = ({ tenantId: _, contactId, ...attributes }: Record<string, unknown>): Item => ({
  contactId: String(contactId),
  ...attributes,
});
