import { assertedBy } from '../../contacts/fieldValues.ts';
import { keys } from '../table/keys.ts';
import { findClaim } from './findByClaims.ts';
import { insertContact } from './insertContact.ts';
import type { Arrival } from './recordSighting.ts';

/**
 * Creates a contact of the person that a message only names, as what its conversation (`by`) states. Where a contact
 * has the address already, of whatever strength, nothing changes: to be named does not prove who wrote. Nor does an
 * address come back that was erased after the message. Throws `unavailable`.
 */
export async function createReported(
  { tenantId, sighting, requestId }: Arrival,
  by: string,
): Promise<'new' | 'known' | 'erased'> {
  const { key, identity, name, at } = sighting;
  if (await findClaim(tenantId, keys.identity(key))) return 'known';
  const { kind, value } = identity;
  const contact = {
    tenantId,
    sources: { conversation: assertedBy(by, at, { ...name, email: value }) },
    identities: { [key]: { kind, value } },
    actor: by,
    observedAt: at,
    requestId,
  };
  const result = await insertContact(contact);
  if ('erased' in result) return 'erased';
  return 'inserted' in result ? 'new' : 'known';
}
