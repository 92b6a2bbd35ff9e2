import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRelease } from '../../../lib/build/release.ts';

const root = mkdtempSync(join(tmpdir(), 'release-'));
afterAll(() => rmSync(root, { recursive: true }));

const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
const git = (...args: string[]) => execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' }).trim();
const write = (text: string) => writeFileSync(join(root, 'package.json'), text);

describe('readRelease', () => {
  it('has no commit outside a git checkout, also in a folder of another checkout', () => {
    write('{"version": "1.2.3"}');
    expect(readRelease(root)).toEqual({ version: '1.2.3', commit: null });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'x');
    mkdirSync(join(root, 'copy'));
    writeFileSync(join(root, 'copy/package.json'), '{"version": "1.2.4"}');
    expect(readRelease(join(root, 'copy'))).toEqual({ version: '1.2.4', commit: null });
  });

  it('has the commit of the checkout, whatever tags it has, and marks changes of files', () => {
    const commit = git('rev-parse', 'HEAD');
    git('tag', '-am', 'x', 'v1');
    expect(readRelease(root).commit).toBe(commit);
    write('{"version": "2.0.0"}');
    expect(readRelease(root)).toEqual({ version: '2.0.0', commit: `${commit}-dirty` });
  });
});
