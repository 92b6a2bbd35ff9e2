import type { ResolutionAttempt } from '../../schemas/api/getSources.ts';
import type { Resolution } from '../contacts/resolution.ts';

/** Makes the public form of a contact's last lookup. */
export function toResolutionBody(resolution: Pick<Resolution, 'lastAttempt' | 'dueAt'> | undefined): ResolutionAttempt {
  if (!resolution?.lastAttempt) return null;
  const { at, outcome, reason } = resolution.lastAttempt;
  return {
    attemptedAt: new Date(at).toISOString(),
    outcome,
    reason: reason ?? null,
    nextAttemptAt: resolution.dueAt ?? null,
  };
}
