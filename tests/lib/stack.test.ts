import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundles } from '../../lib/build/bundle.ts';
import { framesOf } from '../../lib/stack.ts';

const fake = '\n    at evil (/var/task/updateContact.cjs:1:2)\n    at async /work/lib/logger.ts:3:4';
const own = /^ {4}at (?:async )?(?:[\w$.]+ \()?\/.*tests\/lib\/stack\.test\.ts:\d+:\d+\)?$/;

const thrownBy = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('Nothing was thrown');
};

describe('the frames of an error', () => {
  it('are the calls in files of this project', () => {
    function fails() {
      throw new TypeError('x');
    }
    const frames = framesOf(thrownBy(fails));
    expect(frames[0]).toMatch(/^ {4}at fails \(\//);
    for (const frame of frames) expect(frame).toMatch(own);
  });

  it('include those that await', async () => {
    const fails = async () => {
      await null;
      throw new Error('x');
    };
    const awaits = async () => await fails();
    const error = await awaits().catch((thrown) => thrown);
    expect(framesOf(error)).toContainEqual(expect.stringMatching(/^ {4}at async awaits \(/));
  });

  it.each<[string, () => Error]>([
    ['a message with fake lines', () => new Error(`x${fake}`)],
    ['a message that was changed', () => Object.assign(new Error(`x${fake}`), { message: 'x' })],
    ['a name with fake lines', () => Object.assign(new Error('x'), { name: `x${fake}` })],
    ['a cause with fake lines', () => new Error('x', { cause: new Error(fake) })],
    ['several errors with fake lines', () => new AggregateError([new Error(fake)], fake)],
    ['JSON that breaks off', () => thrownBy(() => JSON.parse(`"${fake}`))],
  ])('have no line of %s', (_, make) => {
    const frames = framesOf(make());
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) expect(frame).toMatch(own);
  });

  it.each<[string, () => Error]>([
    [
      'was read before',
      () => {
        const error = new Error(fake);
        String(error.stack);
        return error;
      },
    ],
    ['was set', () => Object.assign(new Error('x'), { stack: `Error: x${fake}` })],
  ])('are none where the stack %s', (_, make) => {
    expect(framesOf(make())).toEqual([]);
  });

  it('have no name of a function that is no identifier', () => {
    const { [fake]: named } = { [fake]: () => new Error('x') };
    expect(JSON.stringify(framesOf(named?.() ?? new Error('x')))).not.toContain('evil');
  });

  it('leave a stack without the message', () => {
    const error = new Error('secret');
    framesOf(error);
    expect(error.stack).toBe('Error');
  });
});

describe('the frames of a bundle', () => {
  const code = `import { framesOf } from './lib/stack.ts';
    function fails() { throw new Error('x'); }
    try { fails() } catch (error) { console.log(JSON.stringify(framesOf(error))); }`;
  mkdirSync('.build', { recursive: true });
  const directory = mkdtempSync(join('.build', 'stack-'));
  const file = join(directory, 'fails.cjs');
  beforeAll(async () => {
    const outputs = await buildBundles({
      stdin: { contents: code, resolveDir: process.cwd(), sourcefile: 'fails.ts' },
      outfile: file,
    });
    for (const { path, contents } of outputs) writeFileSync(path, contents);
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const framesIn = (...options: string[]): string[] =>
    JSON.parse(execFileSync(process.execPath, [...options, file], { encoding: 'utf8' }));

  it('are places in the bundle', () => {
    expect(framesIn()[0]).toMatch(/^ {4}at fails \(\/.*\/fails\.cjs:\d+:\d+\)$/);
  });

  it('are places in the source files where source maps are enabled', () => {
    expect(framesIn('--enable-source-maps')[0]).toMatch(/^ {4}at fails \(\/.*\/fails\.ts:2:\d+\)$/);
  });
});
