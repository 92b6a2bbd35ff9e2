import { setTimeout as sleep } from 'node:timers/promises';
import { ContactError } from '../../contacts/ContactError.ts';

/** The longest pause before the next attempt, and the number of attempts: two minutes in all, or more. */
const [maxPause, attempts] = [20_000, 20];

/**
 * Does work that no caller waits for, again and again while DynamoDB throttles or fails, with growing pauses. Throws
 * `unavailable` in the end, and everything else that `work` throws.
 */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isTemporary = error instanceof ContactError && error.code === 'unavailable';
      if (!isTemporary || attempt === attempts) throw error;
      await sleep(Math.random() * Math.min(100 * 2 ** attempt, maxPause));
    }
  }
}
