import { jest } from '@jest/globals';

const { now } = Date;
let passed = 0;

afterEach(() => {
  if (passed > 0) jest.spyOn(Date, 'now').mockRestore();
  passed = 0;
});

/** Moves `Date.now()` ahead, for the rest of a test. Timers do not notice. */
export function passTime(milliseconds: number): void {
  passed += milliseconds;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + passed);
}
