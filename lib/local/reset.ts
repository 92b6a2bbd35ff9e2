import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startDynamoDb } from './emulators/dynamodb/startDynamoDb.ts';
import { localSettings, refuse } from './settings.ts';

/** `npm run reset`: forgets the local data and secrets, the demo keys and the local issuer. Refuses while a service runs on them. */
const { directory } = localSettings();
const data = join(directory, 'dynamodb');

if (existsSync(data)) {
  // Only one process can have the data open.
  const engine = await startDynamoDb({ port: 0, directory: data }).catch(() =>
    refuse(`The service is running on ${directory}: stop it with Ctrl-C first.`),
  );
  await engine.close();
}
await rm(directory, { recursive: true, force: true });
console.log(`Forgot everything in ${directory}.`);
