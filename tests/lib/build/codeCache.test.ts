import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../../lib/build/bundle.ts';

const directory = await mkdtemp(join(tmpdir(), 'code-cache-'));
const made = join(directory, 'made');
let files: string[] = [];
beforeAll(async () => {
  const { deployed } = await bundle({ outdir: made, handlers: ['handlers/api/getSettings.ts'], codeCache: true });
  files = deployed.flat();
});
afterAll(() => rm(directory, { recursive: true }));

/**
 * Loads and calls the function in a new process, and prints what it logs of an error, and whether V8 took the cache.
 */
const program = `
  const { handler, script } = await import(process.argv[1] + '/getSettings.mjs');
  const { statusCode } = await handler({ headers: {}, requestContext: {} }, {});
  const log = [];
  console.error = (line) => log.push(JSON.parse(line));
  await handler(null, {});
  console.log(JSON.stringify({ statusCode, rejected: script.cachedDataRejected, stack: log[0]?.stack }));
`;
async function load(folder: string, ...flags: string[]) {
  const args = [...flags, '--input-type=module', '--eval', program, folder];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: { TABLE_NAME: 'contacts', METRICS_DISABLED: 'true' },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** A copy of what was made, with another cache. */
async function withCache(name: string, change: (cache: Buffer) => Buffer | undefined): Promise<string> {
  const folder = join(directory, name);
  await cp(made, folder, { recursive: true });
  const file = join(folder, basename(files[2] ?? ''));
  const changed = change(await readFile(file));
  await (changed ? writeFile(file, changed) : rm(file));
  return folder;
}

describe('a code cache', () => {
  it('is named after the build of Node that it is for', () => {
    const name = `getSettings.${process.version}-${process.arch}-`;
    expect(files.map((file) => basename(file))).toEqual([
      'getSettings.cjs',
      'getSettings.mjs',
      expect.stringMatching(new RegExp(`^${name.replaceAll('.', '\\.')}[0-9a-f]{12}\\.cache$`)),
    ]);
  });

  it('is accepted, and the function behaves as without one, also where it logs an error', async () => {
    const cached = await load(made);
    expect(cached).toMatchObject({ statusCode: 401, rejected: false });
    const { rejected, ...plain } = await load(await withCache('absent', () => undefined));
    expect(rejected).toBeUndefined();
    expect(JSON.parse(JSON.stringify(plain).replaceAll('/absent/', '/made/'))).toEqual({
      statusCode: 401,
      stack: cached.stack,
    });
  });

  it.each<[string, (cache: Buffer) => Buffer]>([
    ['is empty', () => Buffer.alloc(0)],
    ['is cut off', (cache) => cache.subarray(0, cache.length / 2)],
    ['is not a cache', () => Buffer.from('none'.repeat(1000))],
  ])('that %s is not used', async (name, change) => {
    expect(await load(await withCache(name, change))).toMatchObject({ statusCode: 401, rejected: true });
  });

  it('is not used by a Node with other flags of V8, but with another limit of memory', async () => {
    expect(await load(made, '--expose-gc')).toMatchObject({ statusCode: 401, rejected: true });
    expect(await load(made, '--max-old-space-size=460', '--max-semi-space-size=25')).toMatchObject({ rejected: false });
  });
});
