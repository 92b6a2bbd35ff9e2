import { logged } from '../logger.ts';

/** The stable code of every failure. lib/http/failures.ts maps each to its status. */
export type ErrorCode =
  | 'malformed_body'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'contact_not_found'
  | 'crm_connection_not_found'
  | 'api_key_not_found'
  | 'webhook_not_found'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'identity_taken'
  | 'identity_not_found'
  | 'merge_not_found'
  | 'identity_limit'
  | 'duplicate_not_found'
  | 'merge_limit'
  | 'contact_too_large'
  | 'external_ref_taken'
  | 'external_refs_differ'
  | 'not_resolvable'
  | 'key_ended'
  | 'webhook_rotated'
  | 'webhook_disabled'
  | 'sync_token_expired'
  | 'version_mismatch'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'crm_failed'
  | 'key_limit'
  | 'webhook_limit'
  | 'webhook_secret_limit'
  | 'webhook_failed'
  | 'idempotency_key_reused'
  | 'too_many_requests'
  | 'calls_busy'
  | 'unavailable'
  | 'internal';

/** One fault of a request. `pointer` is a JSON Pointer (RFC 6901), "" for the whole document. */
export type Fault = { readonly pointer: string; readonly message: string };

/** Why a request was refused: a word of ours, and the id of the credential if it is known. For the log only. */
export type Refusal = { readonly reason: string; readonly credential?: string };

/** What a caller can act on beside the message, and what only the log has. */
export type Facts = {
  readonly version?: number;
  readonly allow?: string;
  readonly faults?: readonly Fault[];
  readonly refusal?: Refusal;
  /** Seconds to wait. */
  readonly retryAfter?: number;
};

/** A failure whose message is sent to the caller, so it contains no secret and no personal data of another record. */
export class ContactError extends Error {
  override readonly name = 'ContactError';
  readonly code: ErrorCode;
  readonly facts: Facts;

  constructor(code: ErrorCode, message: string, facts: Facts & ErrorOptions = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.facts = facts;
  }

  get [logged](): object {
    const pointers = this.facts.faults?.map(({ pointer }) => pointer);
    return { code: this.code, reason: this.message, ...(pointers && { pointers }) };
  }
}

/** The error for a well-formed request with invalid values. Its message names all of them. */
export const invalid = (faults: readonly Fault[]): ContactError =>
  new ContactError('invalid', faults.map(({ message }) => message).join('; '), { faults });
