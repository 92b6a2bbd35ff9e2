import { ContactError } from '../contacts/ContactError.ts';

/** The caller of a request, from a valid credential. */
export type Principal = {
  /** As in the credential, not validated: the tenant middleware does that. */
  readonly tenant: unknown;
  /** Recorded with every write: `key:<id>` or `user:<subject>`. */
  readonly actor: string;
  readonly scopes: readonly string[];
};

/** The same error for all invalid credentials, so that it does not reveal the reason. */
export const invalidCredential = (): ContactError =>
  new ContactError('unauthenticated', 'The credential is not valid, has expired or was revoked');
