import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Runs parts in a process of their own, which prints a line `running` on stderr. */
async function run(work: string) {
  const module = pathToFileURL(resolve('lib/local/parts.ts'));
  const script = `import { runParts } from '${module}';
    const { add, step, fail } = runParts();
    const part = (name) => ({
      finish: async () => console.error('finish', name),
      close: async () => console.error('close', name),
    });
    setInterval(() => {}, 1000);
    ${work}
    console.error('running');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  started.push(child);
  const exit = once(child, 'exit');
  const printed = text(child.stderr);
  await Promise.race([once(child.stderr, 'data'), exit]);
  return { child, exit, lines: async () => (await printed).trim().split('\n') };
}

describe('the parts', () => {
  it.each([
    'SIGINT',
    'SIGTERM',
    'SIGHUP',
  ] as const)('all finish after %s, and then close in reverse order', async (signal) => {
    const { child, exit, lines } = await run(`add(part('first')); add(part('second'));`);
    child.kill(signal);
    expect(await exit).toEqual([0, null]);
    expect(await lines()).toEqual(['running', 'finish first', 'finish second', 'close second', 'close first']);
  });

  it('stop when nothing reads the output any more', async () => {
    const { child, exit, lines } = await run(`add(part('only')); setInterval(() => console.log('line'), 10);`);
    child.stdout.destroy();
    expect(await exit).toEqual([0, null]);
    expect(await lines()).toEqual(['running', 'finish only', 'close only']);
  });

  it('end at once, although one has not finished, when a second signal comes', async () => {
    const { child, exit } = await run('add({ ...part(), finish: () => new Promise(() => {}) });');
    const signals = setInterval(() => child.kill('SIGINT'), 100);
    expect(await exit).toEqual([130, null]);
    clearInterval(signals);
  });

  it('end with the sentence of the one that fails', async () => {
    const failed = `new Promise((resolve) => setTimeout(resolve, 10, new Error('The disk is full.')))`;
    const { exit, lines } = await run(`add({ ...part('only'), failed: ${failed} });`);
    expect(await exit).toEqual([1, null]);
    expect(await lines()).toEqual(['running', 'The disk is full.']);
  });

  it('end with the sentence of a step of their start that fails', async () => {
    const { exit, lines } = await run(`await step('table', async () => { throw new Error('There is no table.'); });`);
    expect(await exit).toEqual([1, null]);
    expect(await lines()).toEqual(['There is no table.']);
  });
});
