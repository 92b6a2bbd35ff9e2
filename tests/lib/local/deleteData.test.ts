import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDirectory } from '../../../lib/local/dataDirectory.ts';
import { deleteData } from '../../../lib/local/deleteData.ts';
import { startDynamoDb } from '../../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { openQueues } from '../../../lib/local/emulators/events/queues.ts';

let outside: string;
let directory: string;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'delete-data-'));
  directory = join(outside, 'data');
  await mkdir(directory);
});
afterEach(() => rm(outside, { recursive: true }));

const put = (name: string) => writeFile(join(directory, name), name);

describe('deleteData', () => {
  it('deletes a directory with all that the service has made', async () => {
    const engine = await startDynamoDb({ port: 0, directory: join(directory, 'dynamodb') });
    await engine.close();
    const queues = openQueues([], directory);
    for (const name of ['version', 'demo.json', 'issuer.json', 'crm.json', 'secrets.json', 'demo.json.4711'])
      await put(name);
    expect(await deleteData(directory)).toBe(`Deleted ${directory}.`);
    queues.close();
    expect(await readdir(outside)).toEqual([]);
  });

  it('leaves all other files, also those in folders of the service', async () => {
    for (const folder of ['dynamodb', 'lib', 'version', '.git']) await mkdir(join(directory, folder));
    for (const name of ['dynamodb/CURRENT', 'dynamodb/000005.ldb', 'demo.json']) await put(name);
    const kept = ['.git/HEAD', 'lib/x.ts', 'message.json', 'demo.json.backup', 'dynamodb/model.ts', 'version/x'];
    for (const name of kept) await put(name);
    expect(await deleteData(directory)).toBe(
      `Deleted the service's files in ${directory}. ` +
        'It did not make, and left: .git, demo.json.backup, dynamodb, lib, message.json, version.',
    );
    for (const name of kept) expect(await readFile(join(directory, name), 'utf8')).toBe(name);
    expect(await readdir(join(directory, 'dynamodb'))).toEqual(['model.ts']);
  });

  it('deletes symbolic links, and nothing behind them', async () => {
    const other = join(outside, 'other');
    await mkdir(other);
    for (const name of ['CURRENT', 'demo.json']) await writeFile(join(other, name), '');
    await symlink(other, join(directory, 'dynamodb'));
    await symlink(join(other, 'demo.json'), join(directory, 'demo.json'));
    await deleteData(directory);
    expect([await readdir(outside), await readdir(other)]).toEqual([['other'], ['CURRENT', 'demo.json']]);
  });

  it('leaves a directory that is a symbolic link, and empties it', async () => {
    await writeFile(join(directory, 'lock'), '');
    const link = join(outside, 'link');
    await symlink(directory, link);
    await put('demo.json');
    await deleteData(link);
    expect([await readdir(outside), await readdir(directory)]).toEqual([['data', 'link'], []]);
  });

  it('deletes nothing while a service uses the directory', async () => {
    await put('demo.json');
    const unlock = await lockDataDirectory(directory);
    await expect(deleteData(directory)).rejects.toThrow(`npm start is using ${directory}. Stop it with Ctrl-C first.`);
    expect(await readdir(directory)).toEqual(['demo.json', 'lock']);
    unlock();
  });

  it.each([
    [['notes.txt']],
    [['notes.txt', 'secrets.json', 'version']],
  ])('rejects a directory that no service has used, with the files %s', async (names) => {
    for (const name of names) await put(name);
    await expect(deleteData(directory)).rejects.toThrow(
      `Nothing was deleted: ${directory} (LOCAL_DIRECTORY) has none of the service's files.`,
    );
    expect(await readdir(directory)).toEqual(names);
  });

  it.each([
    ['is empty', ''],
    ['does not exist', 'nothing'],
  ])('does nothing if the directory %s', async (_, name) => {
    const path = join(directory, name);
    expect(await deleteData(path)).toBe(`There is nothing to delete in ${path}.`);
    expect(await readdir(directory)).toEqual([]);
  });

  it('names a file that is given as the directory', async () => {
    await put('file');
    await expect(deleteData(join(directory, 'file'))).rejects.toThrow(
      `Cannot read ${directory}/file (LOCAL_DIRECTORY): not a directory.`,
    );
  });
});
