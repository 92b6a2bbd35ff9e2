import { setTimeout } from 'node:timers/promises';
import { createLocks } from '../../../../../lib/local/emulators/dynamodb/locks.ts';

/** Runs requests for locks at once and tells in which order they began and ended. */
function trace() {
  const locked = createLocks();
  const events: string[] = [];
  const run = (name: string, wanted: { shared?: string[]; exclusive?: string[] }) =>
    locked(wanted, async () => {
      events.push(`${name} begins`);
      await setTimeout(5);
      events.push(`${name} ends`);
    });
  return { locked, events, run };
}

describe('locks', () => {
  it('let one exclusive holder after the other, in order of arrival', async () => {
    const { events, run } = trace();
    await Promise.all(['a', 'b', 'c'].map((name) => run(name, { exclusive: ['x', 'y'] })));
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('let holders of other names pass, and sharers of one name together', async () => {
    const { events, run } = trace();
    await Promise.all([
      run('a', { exclusive: ['x'] }),
      run('b', { exclusive: ['y'] }),
      run('c', { shared: ['z'] }),
      run('d', { shared: ['z'] }),
    ]);
    expect(events.slice(0, 4)).toEqual(['a begins', 'b begins', 'c begins', 'd begins']);
  });

  it('keep an exclusive holder from sharers before and after it', async () => {
    const { events, run } = trace();
    await Promise.all([run('a', { shared: ['x'] }), run('b', { exclusive: ['x'] }), run('c', { shared: ['x'] })]);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('do not deadlock on names in opposite order, nor on a name given twice', async () => {
    const { events, run } = trace();
    const orders = [
      ['x', 'y'],
      ['y', 'x'],
      ['x', 'x', 'y'],
      ['y', 'x'],
    ];
    await Promise.all(orders.map((exclusive, n) => run(`${n}`, { exclusive })));
    expect(events).toHaveLength(8);
  });

  it('are free again after work that fails', async () => {
    const { locked, events, run } = trace();
    const failing = locked({ exclusive: ['x'] }, async () => {
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    await run('a', { exclusive: ['x'] });
    expect(events).toEqual(['a begins', 'a ends']);
  });
});
