import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { beforeTimeout } from '../../../lib/http/deadline.ts';

const remaining = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds });
const forEver = () => new Promise<never>(() => {});
const unavailable = {
  code: 'unavailable',
  message: 'The request took too long. Please try again.',
};

/** What a process prints that runs this code, until nothing is left for it to do. */
async function run(code: string): Promise<string> {
  const source = `import { beforeTimeout } from './lib/http/deadline.ts'; ${code}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source], {
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  return stdout.trim();
}

describe('beforeTimeout', () => {
  it('returns what the work returns, and throws what it throws', async () => {
    for (const context of [remaining(100_000), {}])
      expect(await beforeTimeout(context, async () => 'done')).toBe('done');
    await expect(beforeTimeout(remaining(100_000), () => Promise.reject(new Error('failed')))).rejects.toThrow(
      'failed',
    );
  });

  it('throws unavailable half a second before the timeout of each request, in whatever order they come', async () => {
    const requests = [800, 100, 600, 700].map(async (milliseconds) => {
      const start = performance.now();
      await expect(beforeTimeout(remaining(milliseconds), forEver)).rejects.toMatchObject(unavailable);
      return performance.now() - start - Math.max(milliseconds - 500, 0);
    });
    for (const late of await Promise.all(requests)) expect(late).toBeGreaterThanOrEqual(0);
  });

  it('sets one timer for many requests', async () => {
    await beforeTimeout(remaining(90_000), async () => {});
    const setTimer = jest.spyOn(globalThis, 'setTimeout');
    for (let n = 0; n < 1000; n++) await beforeTimeout(remaining(100_000), async () => n);
    expect(setTimer).not.toHaveBeenCalled();
    await beforeTimeout(remaining(80_000), async () => {});
    expect(setTimer).toHaveBeenCalledTimes(1);
    setTimer.mockRestore();
  });

  it('keeps a process alive while a request is in progress, and no longer', async () => {
    const printed = await run(`
      const context = (milliseconds) => ({ getRemainingTimeInMillis: () => milliseconds });
      await beforeTimeout(context(2 ** 31 - 1), async () => {});
      await beforeTimeout(context(600), () => new Promise(() => {})).catch(({ code }) => console.log(code));
      await beforeTimeout(context(2 ** 31 - 1), async () => console.log('done'));`);
    expect(printed).toBe('unavailable\ndone');
  });
});
