import { join } from 'node:path';
import { findPrivateFile } from '../local/privateFile.ts';
import { localSettings } from '../local/settings.ts';

/**
 * Reads from demo.json the fields of `example` about the local service. Throws if the service has never started, or the
 * file is damaged. The file remains when the service stops, so that its URLs may be dead.
 */
export async function readDemo<Fields>(example: Fields, alternative?: string): Promise<Fields> {
  const found = await findPrivateFile(join(localSettings().directory, 'demo.json'), example);
  return found ?? throwNotRunning(alternative);
}

/** `alternative` says what else the command could use. */
export function throwNotRunning(alternative = ''): never {
  throw new Error(`No local service is running${alternative}. Start it with npm start.`);
}
