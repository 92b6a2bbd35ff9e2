import { randomBytes } from 'node:crypto';
import { findPrivateFile, writePrivateFile } from '../privateFile.ts';

export interface CrmToken {
  readonly token: string;
  /** Whether nobody can know it yet. */
  readonly isNew: boolean;
}

/** The bearer token of the demo CRM that is kept in `file`; made at the first call. */
export async function crmToken(file: string): Promise<CrmToken> {
  const known = await findPrivateFile<{ token: string }>(file);
  if (known) return { ...known, isNew: false };
  const token = randomBytes(24).toString('base64url');
  await writePrivateFile(file, { token });
  return { token, isNew: true };
}
