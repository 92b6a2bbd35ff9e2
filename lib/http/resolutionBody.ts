import type { ResolutionAttempt } from '../../schemas/api/getSources.ts';
import type { StoredContact } from '../contacts/contact.ts';
import type { Resolution } from '../contacts/resolution.ts';

/**
 * Makes the public form of a contact's last lookup. `nextAttemptAt` is null for resolved contacts: they are not looked
 * up again.
 */
export function toResolutionBody(
  { resolutionStatus }: Pick<StoredContact, 'resolutionStatus'>,
  resolution: Pick<Resolution, 'lastAttempt' | 'dueAt'> | undefined,
): ResolutionAttempt {
  if (!resolution?.lastAttempt) return null;
  const { at, outcome, reason } = resolution.lastAttempt;
  return {
    attemptedAt: new Date(at).toISOString(),
    outcome,
    reason: reason ?? null,
    nextAttemptAt: (resolutionStatus === 'unresolved' && resolution.dueAt) || null,
  };
}
