import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import type { StoredContact } from '../../contacts/contact.ts';
import { mergedIds } from '../../contacts/fold.ts';
import { readAll } from '../table/batches.ts';
import { send } from '../table/client.ts';
import { contactRange, type DependentKind, keys } from '../table/keys.ts';
import { patiently } from '../table/patiently.ts';
import { dependentItems } from './dependentItems.ts';
import { findDependents, isClaim } from './dependents.ts';
import { asContact, findContact } from './getContact.ts';

type Item = { readonly contactId: string } & { readonly [attribute: string]: unknown };

/**
 * A contact as it is stored, with the contacts that were merged into it and what depends on all of them, without the
 * tenant. Claims are among `claims`, and everything else that cannot be derived from the contacts among `items`.
 */
export type ExportedContact = {
  readonly contact: Omit<StoredContact, 'tenantId'>;
  readonly merged: readonly Item[];
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

/** A contact with its dependents as they are at one time; none if it is erased or merged meanwhile. */
async function exported(known: StoredContact): Promise<ExportedContact[]> {
  // A merged contact is exported with its survivor: a line of a file is all of a person.
  if (known.mergedInto !== undefined) return [];
  const { tenantId } = known;
  const [dependents, merged] = await Promise.all([
    findDependents(known, kinds),
    readAll(tenantId, mergedIds(known).map(keys.contact), true),
  ]);
  const contact = await findContact(tenantId, known.contactId);
  if (contact === undefined) return [];
  if (contact.writeIds[0] !== known.writeIds[0]) return exported(contact);
  const { tenantId: _, ...attributes } = contact;
  const { claims = [], others = [] } = Object.groupBy(dependents, (each) => (isClaim(each) ? 'claims' : 'others'));
  const mirrors = await readAll(
    tenantId,
    others.flatMap((each) => each.mirrors),
    true,
  );
  const items = [...others.map(({ item }) => item), ...mirrors].map(withoutTenant);
  // A pair of two parts is found with each.
  const unique = new Map(items.map((item) => [item.contactId, item]));
  return [
    {
      contact: attributes,
      merged: merged.map(withoutTenant),
      claims: claims.map(({ item }) => withoutTenant(item)),
      items: [...unique.values()],
    },
  ];
}

const withoutTenant = ({ tenantId: _, contactId, ...attributes }: Record<string, unknown>): Item => ({
  contactId: String(contactId),
  ...attributes,
});
