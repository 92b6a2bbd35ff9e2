import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localEnvironment, localSettings } from '../local/settings.ts';
import { UsageError } from './run.ts';

/** Points this process at the table named by TABLE_NAME, or else at that of the running local service. */
export async function chooseTable(): Promise<'named' | 'local'> {
  if (process.env.TABLE_NAME) return 'named';
  const { dynamodb } = JSON.parse(
    await readFile(join(localSettings().directory, 'demo.json'), 'utf8').catch(notRunning),
  );
  Object.assign(process.env, localEnvironment(dynamodb));
  return 'local';
}

function notRunning(): never {
  throw new UsageError('No local service is running (npm start), and TABLE_NAME is not set');
}
