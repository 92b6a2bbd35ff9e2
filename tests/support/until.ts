import { setTimeout as sleep } from 'node:timers/promises';

const seconds = 100;

/** Resolves when the condition is met. Rejects after a time that only something that hangs can take. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(10))
    if (await condition()) return;
  throw new Error(`The condition was not met within ${seconds} s`);
}
