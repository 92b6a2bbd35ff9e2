import { jest } from '@jest/globals';
import { run, UsageError } from '../../../lib/cli/run.ts';

const printed: unknown[] = [];
beforeEach(() => {
  printed.length = 0;
  jest.spyOn(console, 'error').mockImplementation((line) => void printed.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

describe('run', () => {
  it('leaves the exit code alone if the command succeeds', async () => {
    await run('usage', async () => {});
    expect([process.exitCode, printed]).toEqual([undefined, []]);
  });

  it('prints the message and the usage of a UsageError, with exit code 2', async () => {
    await run('usage', async () => {
      throw new UsageError('--id is missing');
    });
    expect([process.exitCode, printed]).toEqual([2, ['--id is missing', '\nusage']]);
  });

  it('treats an error of parseArgs like a UsageError', async () => {
    await run('usage', async () => {
      throw Object.assign(new TypeError("Unknown option '--all'"), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
    });
    expect([process.exitCode, printed]).toEqual([2, ["Unknown option '--all'", '\nusage']]);
  });

  it('prints the message of any other error, with exit code 1', async () => {
    await run('usage', async () => {
      throw new Error('broken');
    });
    expect([process.exitCode, printed]).toEqual([1, ['broken']]);
  });
});
