import { ContactError } from '../contacts/ContactError.ts';

/** Who asks: what a good credential says of its bearer. */
export type Principal = {
  /** As the credential names it; the tenant middleware reads it. */
  readonly tenant: unknown;
  /** Recorded with every write: `key:<id>` or `user:<subject>`. */
  readonly actor: string;
  readonly scopes: readonly string[];
};

/** One sentence for every bad credential, so that none tells what was wrong with it. */
export const invalidCredential = (): ContactError =>
  new ContactError('unauthenticated', 'The credential is not valid, has expired or was revoked');
