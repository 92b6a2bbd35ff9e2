import { isDeepStrictEqual } from 'node:util';

/** Expects equal values. `expect` takes a stack trace each time, which is a fifth of the time of a history. */
export function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}
