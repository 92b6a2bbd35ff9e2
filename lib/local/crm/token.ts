import { randomBytes } from 'node:crypto';
import { findPrivateFile, writePrivateFile } from '../privateFile.ts';

export interface CrmToken {
  readonly token: string;
  /** True if this call created the token, so that no connection uses it yet. */
  readonly isNew: boolean;
}

/** Reads the demo CRM's bearer token from `file`; creates it if the file does not exist. */
export async function crmToken(file: string): Promise<CrmToken> {
  const known = await findPrivateFile(file, { token: '' });
  if (known) return { ...known, isNew: false };
  const token = randomBytes(24).toString('base64url');
  await writePrivateFile(file, { token });
  return { token, isNew: true };
}
