import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { throwCannot } from './fileErrors.ts';

/** The version of the items' stored form. Increase it when older data in the local table can no longer be read. */
const dataVersion = '11';

/**
 * Marks a new data directory with the version of its data. Throws if the directory contains data of another version.
 */
export async function checkDataVersion(directory: string): Promise<void> {
  const file = join(directory, 'version');
  const found = await readFile(file, 'utf8').catch((error) =>
    error.code === 'ENOENT' ? undefined : throwCannot(`read ${file}`, error),
  );
  if (found?.trim() === dataVersion) return;
  if (existsSync(join(directory, 'dynamodb')))
    throw new Error(`The data in ${directory} is of another version of the service. Delete it with npm run reset.`);
  await writeFile(file, `${dataVersion}\n`).catch((error) => throwCannot(`write ${file}`, error));
}
