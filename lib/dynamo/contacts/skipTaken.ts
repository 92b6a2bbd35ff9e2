import type { Suggestion } from '../../contacts/duplicates.ts';
import { isProven } from '../../contacts/identities.ts';
import type { Taken } from './commitChanges.ts';
import { suggestDuplicate } from './duplicates.ts';

/** Who reported an address, and when (epoch milliseconds). */
type Reporter = { readonly by: string; readonly at: number };

/**
 * Notes in `owners` that another contact keeps what a machine reported for a contact, and suggests, where that means
 * something and they are not merged, that the two are one person. Many people share a phone number, such as that of a
 * switchboard.
 */
export async function skipTaken(
  tenantId: string,
  { field, key, claim, contactId, isSame }: Taken,
  { by, at }: Reporter,
  owners: Map<string, string>,
): Promise<void> {
  owners.set(field === 'externalRef' ? field : key, claim.ownerId);
  if (isSame) return;
  const weight: Suggestion['weight'] = field === 'externalRef' || isProven(claim) ? 'strong' : 'weak';
  if (weight === 'weak' && field === 'phone') return;
  await suggestDuplicate(tenantId, contactId, { otherId: claim.ownerId, reason: { field, key, at, by }, weight });
}
