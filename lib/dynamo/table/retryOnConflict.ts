import { ContactError } from '../../contacts/ContactError.ts';
import { count } from '../../metrics.ts';
import { backOff } from './client.ts';

const attempts = 20;

/**
 * Repeats an attempt, with a growing pause, until it has a result; `undefined` means that another write interfered.
 * Throws `unavailable` after 20 attempts.
 */
export async function retryOnConflict<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  for (let n = 0; n < attempts; n++) {
    const result = await attempt();
    if (result !== undefined) return result;
    count('ConflictsRetried', {});
    await backOff(n);
  }
  throw new ContactError('unavailable', 'Too many requests make the same change at once. Please try again.');
}
