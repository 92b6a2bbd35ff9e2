import type { ResolutionAttempt } from '../../schemas/api/getSources.ts';
import type { StoredContact } from '../contacts/contact.ts';
import type { Resolution } from '../contacts/resolution.ts';

/** Puts the last lookup of a contact into the form that callers see. Who is resolved is not looked up again. */
export function resolutionAnswer(
  { resolutionStatus }: StoredContact,
  resolution: Resolution | undefined,
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
