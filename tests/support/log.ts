import { jest } from '@jest/globals';
import { isFunctionRunning } from './roles.ts';

type Line = Record<string, unknown>;

/**
 * Captures the log lines of each test as objects, in place of printing them. The list is cleared before each test. A
 * test fails if a function logs a line that cannot be found by the id of its request. `isWanted` selects the lines that
 * the list has.
 */
export function captureLog(isWanted: (line: Line) => boolean = () => true): Line[] {
  const lines: Line[] = [];
  const withoutId: unknown[] = [];
  beforeEach(() => {
    lines.length = 0;
    withoutId.length = 0;
    const capture = (text: unknown) => {
      const line: Line = JSON.parse(String(text));
      if (isWanted(line)) lines.push(line);
      if (isFunctionRunning() && !line.requestId) withoutId.push(line);
    };
    jest.spyOn(console, 'log').mockImplementation(capture);
    jest.spyOn(console, 'error').mockImplementation(capture);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    expect(withoutId).toEqual([]);
  });
  return lines;
}
