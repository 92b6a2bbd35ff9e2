import { localEnvironment } from '../local/settings.ts';
import { readDemo, throwNotRunning } from './runningService.ts';

const alternative = ', and TABLE_NAME is not set';

/**
 * Configures this process for the table in TABLE_NAME, or for the table of the local service if it is not set. Throws
 * if the local service is needed, but does not run.
 */
export async function chooseTable(): Promise<'named' | 'local'> {
  if (process.env.TABLE_NAME) return 'named';
  const { dynamodb } = await readDemo({ dynamodb: '' }, alternative);
  await fetch(dynamodb).catch(() => throwNotRunning(alternative));
  Object.assign(process.env, localEnvironment(dynamodb));
  return 'local';
}
