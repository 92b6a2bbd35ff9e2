import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the condition has come true. */
export async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(10)) if (condition()) return;
  throw new Error('This has not come true within 10 s');
}
