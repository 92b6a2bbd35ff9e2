import { setTimeout } from 'node:timers/promises';
import { createLocks } from '../../../../../lib/local/emulators/dynamodb/locks.ts';

/** Creates locks, and records in which order requests begin and end. */
function trace() {
  const locked = createLocks();
  const events: string[] = [];
  const run = (name: string, names: { shared?: string[]; exclusive?: string[] }) =>
    locked(names, async () => {
      events.push(`${name} begins`);
      await setTimeout(5);
      events.push(`${name} ends`);
    });
  return { locked, events, run };
}

describe('locks', () => {
  it('run requests with the same exclusive names one after the other, in order of arrival', async () => {
    const { events, run } = trace();
    await Promise.all(['a', 'b', 'c'].map((name) => run(name, { exclusive: ['x', 'y'] })));
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('run requests with other names, or with the same shared name, concurrently', async () => {
    const { events, run } = trace();
    await Promise.all([
      run('a', { exclusive: ['x'] }),
      run('b', { exclusive: ['y'] }),
      run('c', { shared: ['z'] }),
      run('d', { shared: ['z'] }),
    ]);
    expect(events.slice(0, 4)).toEqual(['a begins', 'b begins', 'c begins', 'd begins']);
  });

  it('never run an exclusive request together with shared ones', async () => {
    const { events, run } = trace();
    await Promise.all([run('a', { shared: ['x'] }), run('b', { exclusive: ['x'] }), run('c', { shared: ['x'] })]);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('do not deadlock on names in opposite order or on repeated names', async () => {
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

  it('are released after work that fails', async () => {
    const { locked, events, run } = trace();
    const failing = locked({ exclusive: ['x'] }, async () => {
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    await run('a', { exclusive: ['x'] });
    expect(events).toEqual(['a begins', 'a ends']);
  });
});
