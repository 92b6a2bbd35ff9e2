import { learn } from '../../contacts/facts.ts';
import { identityChanges } from '../../contacts/identities.ts';
import type { Said } from '../../contacts/statements.ts';
import { keys } from '../table/keys.ts';
import { contend } from '../table/retryOnConflict.ts';
import { claim, release } from './claims.ts';
import { suggestDuplicate } from './duplicates.ts';
import { findSurvivor } from './getContact.ts';
import { overwriteContact } from './overwriteContact.ts';

export type Enrichment = {
  readonly tenantId: string;
  readonly contactId: string;
  readonly facts: Said;
  /** When they were observed, in epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly requestId: string;
};

/**
 * Records what a conversation told about a contact, and tells whether there is one. An email or phone becomes the
 * contact's own only where no other contact holds it; where one does, it is left out and a duplicate is suggested. Facts
 * that are known, or older than what is known, write nothing. Throws `invalid`, `unavailable`.
 */
export async function enrichContact({ facts, ...enrichment }: Enrichment): Promise<boolean> {
  const { tenantId, at, by, requestId } = enrichment;
  let free = facts;
  return contend(async () => {
    const seen = await findSurvivor(tenantId, enrichment.contactId);
    if (seen === undefined) return false;
    if (seen.writeId === requestId) return true;
    const assertions = learn(free, seen.sources.conversation ?? {}, at, by);
    if (Object.keys(assertions).length === 0) return true;
    const said = Object.fromEntries(Object.entries(assertions).map(([field, [value]]) => [field, value]));
    const { taken, released, patch } = identityChanges('conversation', said, seen);
    const write = { tenantId, contactId: seen.contactId, actor: by, requestId };
    const change = { source: 'conversation', assertions, identities: patch, now: Date.now() } as const;
    const outcome = await overwriteContact(seen, write, change, [
      ...taken.map(({ key }) => claim(tenantId, keys.identity(key), seen.contactId)),
      ...released.map((key) => release(tenantId, keys.identity(key), seen.contactId)),
    ]);
    if ('written' in outcome) return true;
    for (const [i, { field, key }] of taken.entries()) {
      const holder = outcome.failed[i + 1]?.found?.holder;
      if (holder === undefined || holder === seen.contactId) continue;
      await suggestDuplicate(tenantId, [seen.contactId, String(holder)], { field, key, at, by });
      free = { ...free, [field]: undefined };
    }
    return undefined;
  });
}
