import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { partsOf } from '../../../../lib/contacts/parts.ts';
import type { StreamedContact } from '../../../../lib/dynamo/contacts/streamedContact.ts';
import { dataOf, readSearchKey } from '../../../../lib/dynamo/table/keys.ts';
import { readPartition } from '../../../support/table.ts';
import { expectEqual } from './expectEqual.ts';
import type { World } from './world.ts';

type Item = Record<string, unknown>;

/**
 * Expects that the items of a tenant are only about contacts that there are, and that nothing which only erased ones
 * ever had is left in any of them. `changes`: all of the history, projected already.
 */
export async function expectNothingLeft({ tenantId }: World, changes: readonly StreamedContact[]): Promise<void> {
  const items = await readPartition(tenantId);
  const ids = new Set(items.map(({ contactId }) => String(contactId)).filter((key) => !key.startsWith('#')));
  const dangling = items.filter((item) => kindOf(item) !== 'tombstone' && aboutOf(item).some((id) => !ids.has(id)));
  expectEqual(dangling, []);
  const values = { kept: new Set<string>(), erased: new Set<string>() };
  for (const contact of changes.flatMap(({ before, after }) => [before ?? [], after ?? []].flat())) {
    if (contact.tenantId !== tenantId) continue;
    for (const part of partsOf(contact))
      for (const value of valuesOf(part)) values[ids.has(part.contactId) ? 'kept' : 'erased'].add(value);
  }
  const canaries = [...values.erased.difference(values.kept)].map(RegExp.escape);
  if (canaries.length === 0) return;
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${canaries.join('|')})(?![\\p{L}\\p{N}])`, 'u');
  expectEqual(
    items.filter((item) => !isRecord(item) && pattern.test(textOf(item))),
    [],
  );
}

const kindOf = ({ contactId }: Item): string => /^#(\w+)/.exec(String(contactId))?.[1] ?? 'contact';

/** What messages and the CRM say of another contact may name an erased one; settings are the tenant's. */
const isRecord = (item: Item): boolean =>
  ['identity', 'resolution'].includes(kindOf(item)) || Object(dataOf)[kindOf(item)] === 'tenant';

/** The ids of the contacts that an item is about. */
function aboutOf(item: Item): string[] {
  const key = String(item.contactId);
  if (kindOf(item) === 'search') return [readSearchKey(key).contactId];
  if (kindOf(item) === 'identity' || kindOf(item) === 'externalRef') return [String(item.ownerId)];
  return key.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
}

const textOf = (item: Item): string => JSON.stringify(item, (_, value) => (value instanceof Set ? [...value] : value));

/** The names, companies and addresses of a contact without what is merged into it. */
function valuesOf({ sources, identities, refused = [], externalRef }: StoredContact): string[] {
  const addresses = [...Object.keys(identities), ...refused].map((key) => key.replace(/^\w+#/, ''));
  return [...addresses, ...(externalRef === undefined ? [] : [externalRef]), ...statedIn(sources)];
}

/** The values of assertions, without when and by whom they were stated. */
function statedIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value))
    return value.every((each) => each instanceof Object) ? value.flatMap(statedIn) : statedIn(value[0]);
  const { at: _, by: __, ...others } = Object(value);
  return Object.values(others).flatMap(statedIn);
}
