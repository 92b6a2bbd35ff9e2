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

/** An error about a part of the data directory that cannot be used any more, and what to do about it. */
export const damaged = (part: string, problem: string, cause?: unknown): Error =>
  new Error(`${part} is damaged (${problem}): delete it, or all local data with npm run reset.`, { cause });
