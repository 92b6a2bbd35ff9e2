import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrivateFile, writePrivateFile } from '../../../lib/local/privateFile.ts';
import { asNobody } from '../../support/asNobody.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'private-file-'));
  file = join(directory, 'keys.json');
});
afterEach(() => rm(directory, { recursive: true }));

const example = { url: '', keys: [{ id: '', createdAt: 0 }] };

describe('findPrivateFile', () => {
  it('returns what writePrivateFile wrote, for its owner only', async () => {
    for (const content of [
      { url: 'http://x', keys: [] },
      { url: '', keys: [{ id: 'a', createdAt: 1, more: true }] },
    ]) {
      await writePrivateFile(file, content);
      expect(await findPrivateFile(file, example)).toEqual(content);
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('returns undefined if there is no file', async () => {
    expect(await findPrivateFile(file, example)).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['truncated', '{"url": "http://x", "keys": ['],
    ['not JSON', '\0\0\0'],
  ])('names a file that is %s', async (_, text) => {
    await writeFile(file, text);
    await expect(findPrivateFile(file, example)).rejects.toThrow(
      `${file} is damaged (it is not JSON): delete it, or all local data with npm run reset.`,
    );
  });

  it.each([
    'null',
    '7',
    '[]',
    '{}',
    '{"url": "x"}',
    '{"url": 1, "keys": []}',
    '{"url": "x", "keys": {}}',
    '{"url": "x", "keys": [null]}',
    '{"url": "x", "keys": [{"id": "a", "createdAt": "1"}]}',
  ])('names a file with the content %s', async (text) => {
    await writeFile(file, text);
    await expect(findPrivateFile(file, example)).rejects.toThrow(
      `${file} is damaged (it lacks what the service wrote there): delete it, or all local data with npm run reset.`,
    );
  });

  it('names a file that it may not read, and one that is a folder', async () => {
    await writePrivateFile(file, {});
    await chmod(directory, 0o755);
    await expect(asNobody(() => findPrivateFile(file, {}))).rejects.toThrow(`Cannot read ${file}: permission denied.`);
    await rm(file);
    await mkdir(file);
    await expect(findPrivateFile(file, {})).rejects.toThrow(`Cannot read ${file}: illegal operation on a directory.`);
  });
});

describe('writePrivateFile', () => {
  it('names a file for which the disk has no space, and keeps its content', async () => {
    await writePrivateFile(file, { old: true });
    await symlink('/dev/full', `${file}.${process.pid}`);
    await expect(writePrivateFile(file, { old: false })).rejects.toThrow(
      `Cannot write ${file}: no space left on device.`,
    );
    expect(await findPrivateFile(file, {})).toEqual({ old: true });
  });
});
