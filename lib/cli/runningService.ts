import { join } from 'node:path';
import { findPrivateFile } from '../local/privateFile.ts';
import { localSettings } from '../local/settings.ts';

/**
 * Reads from demo.json the fields of `example` about the local service. Throws if the service has never started, or the
 * file is damaged. The file remains when the service stops, so that its URLs may be dead.
 */
export async function readDemo<Fields>(example: Fields): Promise<Fields> {
  return (await findPrivateFile(join(localSettings().directory, 'demo.json'), example)) ?? throwNotRunning();
}

export function throwNotRunning(): never {
  throw new Error('No local service is running. Start it with npm start.');
}
