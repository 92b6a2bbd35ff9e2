import { createAdmission } from '../../../lib/local/admission.ts';

describe('an admission', () => {
  it('admits callers while there are places, then in the order of their calls', async () => {
    const admission = createAdmission(2, 2);
    const admitted: number[] = [];
    const enter = async (caller: number) => {
      if (await admission.enter()) admitted.push(caller);
      return admitted.includes(caller);
    };
    const callers = [1, 2, 3, 4].map(enter);
    await Promise.all(callers.slice(0, 2));
    expect(await enter(5)).toBe(false);
    expect(admitted).toEqual([1, 2]);
    admission.leave();
    await callers[2];
    expect(admitted).toEqual([1, 2, 3]);
    for (let n = 0; n < 3; n++) admission.leave();
    await callers[3];
    expect(admitted).toEqual([1, 2, 3, 4]);
    expect(await Promise.all([enter(6), enter(7)])).toEqual([true, true]);
  });
});
