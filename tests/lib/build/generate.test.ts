import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A copy of the files that the generator reads, so that tests may change them. */
const root = mkdtempSync(join(tmpdir(), 'generate-'));
beforeAll(() => {
  for (const path of ['schemas', 'lib/build', 'lib/cli', 'lib/events', 'package.json', 'package-lock.json'])
    cpSync(path, join(root, path), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rmSync(root, { recursive: true }));

const generate = (...options: string[]) =>
  promisify(execFile)(process.execPath, [join(root, 'lib/build/generate.ts'), ...options], {
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
const file = (name: string) => join(root, name);

describe('npm run generate', () => {
  // Beside what this changes, the files are up to date.
  const upToDate = ['schemas/compiled/routes.js', 'schemas/openapi.json'];
  const times = () => upToDate.map((name) => statSync(file(name)).mtimeMs);
  let before: number[];

  beforeAll(async () => {
    writeFileSync(file('schemas/compiled/api/oldEndpoint.js'), '');
    rmSync(file('schemas/compiled/api/updateContact.js'));
    before = times();
    await generate();
  });

  it('writes compiled contracts, and removes those that no longer have a schema', () => {
    expect(readFileSync(file('schemas/compiled/api/updateContact.js'), 'utf8')).toContain('updateContact');
    expect(() => statSync(file('schemas/compiled/api/oldEndpoint.js'))).toThrow('ENOENT');
  });

  it('does not write files that are up to date', () => {
    expect(times()).toEqual(before);
  });

  it('with --check fails if a committed file is not up to date, and does not change it', async () => {
    const committed = ['schemas/openapi.json', 'schemas/events/README.md', 'lib/build/DEPENDENCIES.md'];
    for (const name of committed) writeFileSync(file(name), 'old');
    await expect(generate('--check')).rejects.toMatchObject({
      code: 1,
      stderr: committed.map((name) => `${name} is not up to date: run npm run generate and commit it.\n`).join(''),
    });
    expect(committed.map((name) => readFileSync(file(name), 'utf8'))).toEqual(['old', 'old', 'old']);
  });
});
