import { getSystemErrorMessage } from 'node:util';

/**
 * Throws an error of the file system as one sentence: `what` cannot be done, and the operating system's reason. Other
 * errors are thrown as they are.
 */
export function throwCannot(what: string, cause: unknown): never {
  const { errno }: { errno?: unknown } = Object(cause);
  if (typeof errno !== 'number') throw cause;
  throw new Error(`Cannot ${what}: ${getSystemErrorMessage(errno)}.`, { cause });
}

/** An error about a file or folder of the data directory that cannot be used any more, and what to do about it. */
export const damaged = (path: string, problem: string, cause?: unknown): Error =>
  new Error(`${path} is damaged: ${problem}. Delete it, or all local data with npm run reset.`, { cause });
