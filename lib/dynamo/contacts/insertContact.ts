import type { Claim, Sighted } from '../../contacts/claims.ts';
import type { CrmLink, StoredContact } from '../../contacts/contact.ts';
import type { ClaimKey, Identities } from '../../contacts/identities.ts';
import type { Sources } from '../../contacts/sources.ts';
import { uuidV7 } from '../../contacts/uuid.ts';
import { withWrite } from '../../contacts/writeIds.ts';
import type { Answering } from '../table/answers.ts';
import { keys } from '../table/keys.ts';
import { retryOnConflict } from '../table/retryOnConflict.ts';
import { commitChanges } from './commitChanges.ts';

export type NewContact = {
  readonly tenantId: string;
  /** A new id if it is missing. */
  readonly contactId?: string;
  readonly sources: Sources;
  readonly identities: Identities;
  /** The record of the CRM that the contact is linked to from the beginning. */
  readonly link?: CrmLink;
  /** When the event was observed that reveals the contact (epoch milliseconds); absent where a caller creates it. */
  readonly observedAt?: number;
  /** What the claims of identities remember of messages, by their keys. */
  readonly sighted?: { readonly [key: string]: Sighted };
  readonly actor: string;
  readonly requestId: string;
  readonly answering?: Answering<StoredContact> | undefined;
};

/**
 * The new contact, or what another contact owns of it, with its claim, or the key of an identity that was erased since
 * it was observed.
 */
export type Inserted =
  | { readonly inserted: StoredContact }
  | { readonly taken: ClaimKey & { readonly claim: Claim } }
  | { readonly erased: string };

/** Creates a contact with the claims of its identities and its record, in one transaction. Throws `unavailable`. */
export async function insertContact({
  tenantId,
  contactId,
  sources,
  identities,
  link = { resolutionStatus: 'unresolved' },
  sighted = {},
  observedAt,
  actor,
  requestId,
  answering,
}: NewContact): Promise<Inserted> {
  const now = Date.now();
  const at = new Date(now).toISOString();
  const contact: StoredContact = {
    tenantId,
    contactId: keys.contact(contactId ?? uuidV7(now)),
    sources: { manual: {}, agent: {}, ...sources },
    identities,
    ...link,
    version: 1,
    writeIds: withWrite(requestId),
    changedBy: actor,
    createdAt: at,
    updatedAt: at,
  };
  const claimUpdates = Object.entries(sighted).map(([key, each]) => ({ key, sighted: each }));
  const change = {
    ...{ actor, at: now, contact, claimUpdates },
    created: true,
    ...(observedAt !== undefined && { observedAt }),
  } as const;
  return retryOnConflict<Inserted>(async () => {
    const result = await commitChanges(tenantId, [change], requestId, answering && { answering, contact });
    if ('taken' in result || 'erased' in result) return result;
    if ('after' in result) return { inserted: contact };
    if ('stale' in result) return undefined;
    const { found } = result.conflict;
    // Nobody else has the id, so the contact that has it was created here: the reply was lost.
    if (result.conflict.contactId === contact.contactId && found) return { inserted: found };
    // Somebody has written to a contact that gives an address up.
    return undefined;
  });
}
