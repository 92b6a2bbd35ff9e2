import type { ResolutionAttempt } from '../../schemas/api/getSources.ts';
import type { ContactItem } from '../dynamo/contacts/contactItem.ts';
import type { ResolutionItem } from '../dynamo/resolution/resolutions.ts';

/** Puts the last lookup of a contact into the form that callers see. Who is resolved is not looked up again. */
export function toResolutionBody(
  { resolutionStatus }: ContactItem,
  resolution: ResolutionItem | undefined,
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
