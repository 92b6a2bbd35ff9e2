import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommandLine } from '../cli/run.ts';
import { startDynamoDb } from './emulators/dynamodb/startDynamoDb.ts';
import { exitWith, localSettings } from './settings.ts';

/** `npm run reset`: deletes the local data, secrets, demo keys and JWT issuer. Fails while `npm start` uses them. */
const usage = `Usage:
  npm run reset

Deletes the data of the local service, with its keys and secrets, while the service is stopped. The environment variable
LOCAL_DIRECTORY names the folder of the data; the default is .local.`;

parseCommandLine(usage, {});
const { directory } = localSettings();
const data = join(directory, 'dynamodb');

if (existsSync(data)) {
  // Only one process can open the data.
  const engine = await startDynamoDb({ port: 0, directory: data }).catch(() =>
    exitWith(`npm start is using ${directory}. Stop it with Ctrl-C first.`),
  );
  await engine.close();
}
await rm(directory, { recursive: true, force: true });
console.log(`Deleted ${directory}.`);
