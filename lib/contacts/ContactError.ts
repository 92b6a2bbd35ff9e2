/** Every way in which a request can fail, as a stable word for programs. lib/http/failures.ts gives each its status. */
export type ErrorCode =
  | 'malformed_body'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'contact_not_found'
  | 'crm_connection_not_found'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'identity_taken'
  | 'external_ref_taken'
  | 'not_resolvable'
  | 'version_mismatch'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'crm_failed'
  | 'unavailable'
  | 'internal';

/** One thing that is wrong with a request. `pointer` is a JSON Pointer (RFC 6901), "" for the whole. */
export type Fault = { readonly pointer: string; readonly message: string };

/** Facts that a caller can act on beside the sentence. */
export type Facts = { readonly version?: number; readonly allow?: string; readonly faults?: readonly Fault[] };

/** A failure that the caller is told about: `message` is the sentence they read, so it holds no secret and no other person's data. */
export class ContactError extends Error {
  override readonly name = 'ContactError';
  readonly code: ErrorCode;
  readonly facts: Facts;

  constructor(code: ErrorCode, message: string, facts: Facts & ErrorOptions = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }
}

/** The request is well formed but wrong in the named places. The sentence joins all of them. */
export const invalid = (faults: readonly Fault[]): ContactError =>
  new ContactError('invalid', faults.map(({ message }) => message).join('; '), { faults });
