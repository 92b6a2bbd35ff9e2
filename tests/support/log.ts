import { jest } from '@jest/globals';

/** The log lines of the test that runs, as objects; they are not printed. */
export function keepLog(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  beforeEach(() => {
    lines.length = 0;
    const keep = (text: unknown) => void lines.push(JSON.parse(String(text)));
    jest.spyOn(console, 'log').mockImplementation(keep);
    jest.spyOn(console, 'error').mockImplementation(keep);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return lines;
}
