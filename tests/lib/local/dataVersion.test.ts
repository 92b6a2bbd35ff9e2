import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDataVersion } from '../../../lib/local/dataVersion.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'version-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('checkDataVersion', () => {
  it('accepts a new directory, and later the data that was stored in it', async () => {
    await checkDataVersion(directory);
    await mkdir(join(directory, 'dynamodb'));
    await checkDataVersion(directory);
  });

  it('names a version that cannot be read', async () => {
    await mkdir(join(directory, 'version'));
    await expect(checkDataVersion(directory)).rejects.toThrow(
      `Cannot read ${directory}/version: illegal operation on a directory.`,
    );
  });

  it.each([
    ['without a version', undefined],
    ['of another version', '1'],
  ])('rejects data %s, and says how to delete it', async (_, version) => {
    await mkdir(join(directory, 'dynamodb'));
    if (version) await writeFile(join(directory, 'version'), version);
    await expect(checkDataVersion(directory)).rejects.toThrow(
      `The data in ${directory} is of another version of the service. Delete it with npm run reset.`,
    );
  });
});
