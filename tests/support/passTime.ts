import { jest } from '@jest/globals';

const { now } = Date;
let passed = 0;
let stoppedAt: number | undefined;

afterEach(() => {
  if (passed > 0 || stoppedAt !== undefined) jest.spyOn(Date, 'now').mockRestore();
  passed = 0;
  stoppedAt = undefined;
});

/** Lets only `passTime` move `Date.now()`, for the rest of a test, so that a busy machine makes no difference. */
export function stopTime(): void {
  stoppedAt = now();
  passTime(0);
}

/** Moves `Date.now()` ahead, for the rest of a test. Timers do not notice. */
export function passTime(milliseconds: number): void {
  passed += milliseconds;
  jest.spyOn(Date, 'now').mockImplementation(() => (stoppedAt ?? now()) + passed);
}
