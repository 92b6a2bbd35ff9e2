import { jest } from '@jest/globals';

/** Captures the log lines of each test as objects, in place of printing them. The list is cleared before each test. */
export function captureLog(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  beforeEach(() => {
    lines.length = 0;
    const capture = (text: unknown) => void lines.push(JSON.parse(String(text)));
    jest.spyOn(console, 'log').mockImplementation(capture);
    jest.spyOn(console, 'error').mockImplementation(capture);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return lines;
}
