import { ContactError } from '../contacts/ContactError.ts';

/** The caller of a request, from a valid credential. */
export type Principal = {
  /** As in the credential, not validated: the tenant middleware does that. */
  readonly tenant: unknown;
  /** Recorded with every write: `key:<id>`, `agent:<id>` of a key of kind `agent`, or `user:<subject>`. */
  readonly actor: string;
  /** The key of the credential, for the log: `key:<id>` of an API key, `kid:<id>` of the issuer's key. */
  readonly credential: string;
  readonly scopes: readonly string[];
};

/**
 * The same error for all invalid credentials, so that callers do not learn the reason. The log has it: `reason` is one
 * of our words, and `credential` the id of an API key (`key:<id>`) or of a key of the issuer (`kid:<id>`). Neither is
 * text of a caller.
 */
export const invalidCredential = (reason: string, credential?: string): ContactError =>
  new ContactError('unauthenticated', 'The credential is not valid, has expired or was revoked', {
    refusal: { reason, ...(credential && { credential }) },
  });
