import { jest } from '@jest/globals';
import { retryOnConflict } from '../../../../lib/dynamo/table/retryOnConflict.ts';

// Each conflict is counted.
Object.assign(process.env, { TABLE_NAME: 'contacts', METRICS_DISABLED: 'true' });

afterEach(() => {
  jest.restoreAllMocks();
});

describe('retryOnConflict', () => {
  it.each([0, '', false, null, 'done'])('returns the result %j of the first attempt that has one', async (result) => {
    let attempts = 0;
    expect(await retryOnConflict(async () => (++attempts < 3 ? undefined : result))).toBe(result);
    expect(attempts).toBe(3);
  });

  it('throws `unavailable` after 20 attempts', async () => {
    // Without its pauses, which are random.
    jest.spyOn(Math, 'random').mockReturnValue(0);
    let attempts = 0;
    const conflict = async () => void attempts++;
    await expect(retryOnConflict(conflict)).rejects.toMatchObject({ name: 'ContactError', code: 'unavailable' });
    expect(attempts).toBe(20);
  });

  it('throws at once what an attempt throws', async () => {
    let attempts = 0;
    const failing = async () => {
      attempts++;
      throw new Error('broken');
    };
    await expect(retryOnConflict(failing)).rejects.toThrow('broken');
    expect(attempts).toBe(1);
  });

  it('pauses between attempts', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.999);
    const begun = performance.now();
    let attempts = 0;
    await retryOnConflict(async () => (++attempts < 3 ? undefined : true));
    expect(performance.now() - begun).toBeGreaterThan(50);
  });
});
