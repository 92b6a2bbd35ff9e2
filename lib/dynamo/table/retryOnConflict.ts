import { ContactError } from '../../contacts/ContactError.ts';
import { backOff } from './client.ts';

const attempts = 20;

/**
 * Makes attempts at a write that others may be making too, with a growing pause between them, until one has a result;
 * `undefined` means that somebody was faster. Throws `unavailable` when that goes on.
 */
export async function contend<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  for (let n = 0; n < attempts; n++) {
    const result = await attempt();
    if (result !== undefined) return result;
    await backOff(n);
  }
  throw new ContactError('unavailable', 'Too many change this contact at once. Please try again.');
}
