import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDirectory, openDataDirectory } from '../../../lib/local/dataDirectory.ts';
import { asNobody } from '../../support/asNobody.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'data-directory-'));
});
afterEach(() => rm(directory, { recursive: true }));

const inUse = () => `npm start is using ${directory}. Stop it with Ctrl-C first.`;

describe('lockDataDirectory', () => {
  it('throws while another process has the lock, and succeeds once that process was killed', async () => {
    const script = `import('./lib/local/dataDirectory.ts').then(async (it) => {
      await it.openDataDirectory(process.argv[1]);
      global.gc();
      setInterval(() => console.log('locked'), 10);
    })`;
    const holder = spawn(process.execPath, ['--expose-gc', '-e', script, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(lockDataDirectory(directory)).rejects.toThrow(inUse());
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const unlock = await lockDataDirectory(directory);
    unlock();
  });

  it('throws while this process has the lock', async () => {
    const unlock = await lockDataDirectory(directory);
    await expect(lockDataDirectory(directory)).rejects.toThrow(inUse());
    unlock();
    (await lockDataDirectory(directory))();
  });

  it('names a lock file that is damaged', async () => {
    await writeFile(join(directory, 'lock'), 'x'.repeat(5000));
    await expect(lockDataDirectory(directory)).rejects.toThrow(
      `${directory}/lock is not a lock of the service. Delete it.`,
    );
  });
});

describe('openDataDirectory', () => {
  it('creates a directory that is missing, with its parents', async () => {
    await openDataDirectory(join(directory, 'a/b/c'));
    expect(await readdir(join(directory, 'a/b/c'))).toEqual(['lock']);
  });

  it('rejects a folder with files of others, until the service has used it', async () => {
    await writeFile(join(directory, 'secrets.json'), '{}');
    await writeFile(join(directory, 'notes.txt'), '');
    await expect(openDataDirectory(directory)).rejects.toThrow(
      `${directory} (LOCAL_DIRECTORY) has other files than local data. Name a new or an empty folder.`,
    );
    expect((await readdir(directory)).sort()).toEqual(['notes.txt', 'secrets.json']);
    (await lockDataDirectory(directory))();
    await expect(openDataDirectory(directory)).resolves.toBeUndefined();
  });

  it('names a directory that cannot be created, also in /proc', async () => {
    await expect(openDataDirectory('/proc/data')).rejects.toThrow(
      'Cannot use /proc/data (LOCAL_DIRECTORY) as the data directory: ',
    );
  });

  it('names a folder that cannot be written to', async () => {
    await chmod(directory, 0o555);
    await expect(asNobody(() => openDataDirectory(directory))).rejects.toThrow(
      `Cannot write to ${directory}/lock: permission denied.`,
    );
  });

  it.each<[string, string, string]>([
    ['a file', '', 'file already exists'],
    ['below a file', '/inner', 'not a directory'],
  ])('names a path that is %s', async (_, path, reason) => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await expect(openDataDirectory(file + path)).rejects.toThrow(
      `Cannot use ${file}${path} (LOCAL_DIRECTORY) as the data directory: ${reason}.`,
    );
  });

  it('names a symbolic link that leads nowhere', async () => {
    const link = join(directory, 'link');
    await symlink('/nowhere/at/all', link);
    await expect(openDataDirectory(link)).rejects.toThrow(`Cannot use ${link} (LOCAL_DIRECTORY)`);
  });
});
