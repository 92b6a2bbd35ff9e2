import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the condition is met; rejects after 10 s. */
export async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(10)) if (condition()) return;
  throw new Error('The condition was not met within 10 s');
}
