import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localEnvironment, localSettings } from '../local/settings.ts';
import { UsageError } from './run.ts';

/**
 * Configures this process for the table in TABLE_NAME, or for the table of the local service if it is not set. Throws
 * a UsageError if there is neither.
 */
export async function chooseTable(): Promise<'named' | 'local'> {
  if (process.env.TABLE_NAME) return 'named';
  const { dynamodb } = JSON.parse(
    await readFile(join(localSettings().directory, 'demo.json'), 'utf8').catch(throwNotRunning),
  );
  Object.assign(process.env, localEnvironment(dynamodb));
  return 'local';
}

function throwNotRunning(): never {
  throw new UsageError('No local service is running (npm start), and TABLE_NAME is not set');
}
