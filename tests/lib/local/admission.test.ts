import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { createAdmission } from '../../../lib/local/admission.ts';

/** Enters `calls` (the first letter is the caller), and lists those that were admitted and refused so far. */
function enterAll(places: Parameters<typeof createAdmission>[0], calls: readonly string[]) {
  const admission = createAdmission(places);
  const admitted: string[] = [];
  const refused: string[] = [];
  const entering = calls.map(async (call) => {
    (await admission.enter(call.charAt(0))) ? admitted.push(call) : refused.push(call);
  });
  const leave = (call: string) => admission.leave(call.charAt(0));
  /** Resolves when no call can enter any more. */
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) await nextTurn();
  };
  return { admitted, refused, leave, settle, entered: Promise.all(entering) };
}

describe('an admission', () => {
  it('admits calls of a caller in their order while there are places, and refuses those beyond', async () => {
    const { admitted, refused, leave, settle } = enterAll({ all: 2, perCaller: 2, waiting: 2 }, [
      ...['a1', 'a2', 'a3', 'a4', 'a5'],
    ]);
    await settle();
    expect([admitted, refused]).toEqual([['a1', 'a2'], ['a5']]);
    leave('a1');
    await settle();
    expect(admitted).toEqual(['a1', 'a2', 'a3']);
    leave('a2');
    await settle();
    expect(admitted).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('keeps places for others than a caller that has all of its own', async () => {
    const flood = Array.from({ length: 50 }, (_, n) => `a${n}`);
    const { admitted, settle } = enterAll({ all: 3, perCaller: 2, waiting: 100 }, [...flood, 'b1']);
    await settle();
    expect(admitted).toEqual(['a0', 'a1', 'b1']);
  });

  it('admits callers in turn, however many calls of one are waiting', async () => {
    const calls = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'c1'];
    const { admitted, leave, settle } = enterAll({ all: 1, perCaller: 1, waiting: 100 }, calls);
    for (let n = 0; n < calls.length; n++) {
      await settle();
      leave(admitted.at(-1) ?? '');
    }
    expect(admitted).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4', 'a5']);
  });

  it('admits or refuses every call, and never more at a time than there are places', async () => {
    const call = fc.constantFrom('a', 'b', 'c', 'd');
    const counts = fc.record({ all: fc.integer({ min: 1, max: 5 }), perCaller: fc.integer({ min: 1, max: 5 }) });
    await fc.assert(
      fc.asyncProperty(counts, fc.array(call, { maxLength: 20 }), async (places, calls) => {
        const { admitted, refused, leave, settle, entered } = enterAll({ ...places, waiting: 3 }, calls);
        for (let left = 0; ; left++) {
          await settle();
          const inside = admitted.slice(left);
          if (inside.length > places.all) throw new Error(`${inside} are inside`);
          for (const name of inside)
            if (inside.filter((each) => each === name).length > places.perCaller)
              throw new Error(`${inside} are inside`);
          const [first] = inside;
          if (first === undefined) break;
          leave(first);
        }
        await entered;
        expect(admitted.length + refused.length).toBe(calls.length);
      }),
    );
  });
});
