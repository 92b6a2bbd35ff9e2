import { randomBytes } from 'node:crypto';
import { findPrivateFile, writePrivateFile } from '../privateFile.ts';

/** Reads the demo CRM's bearer token from `file`; creates it if the file does not exist. */
export async function crmToken(file: string): Promise<string> {
  const known = await findPrivateFile(file, { token: '' });
  if (known) return known.token;
  const token = randomBytes(24).toString('base64url');
  await writePrivateFile(file, { token });
  return token;
}
