import type { ResolutionAttempt } from '../../schemas/api/getSources.ts';
import type { ContactItem } from '../dynamo/contacts/contactItem.ts';
import type { ResolutionItem } from '../dynamo/resolution/resolutions.ts';

/**
 * Makes the public form of a contact's last lookup. `nextAttemptAt` is null for resolved contacts: they are not looked
 * up again.
 */
export function toResolutionBody(
  { resolutionStatus }: Pick<ContactItem, 'resolutionStatus'>,
  resolution: Pick<ResolutionItem, 'lastAttempt' | 'dueAt'> | undefined,
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
