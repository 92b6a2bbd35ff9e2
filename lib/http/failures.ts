import type { ErrorCode } from '../contacts/ContactError.ts';

/** The HTTP status of each error code. A code without a status does not compile. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  malformed_body: 400,
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  contact_not_found: 404,
  crm_connection_not_found: 404,
  api_key_not_found: 404,
  identity_not_found: 404,
  route_not_found: 404,
  method_not_allowed: 405,
  identity_taken: 409,
  external_ref_taken: 409,
  not_resolvable: 409,
  key_ended: 409,
  version_mismatch: 412,
  body_too_large: 413,
  unsupported_media_type: 415,
  crm_failed: 422,
  key_limit: 422,
  identity_limit: 422,
  too_many_requests: 429,
  crm_busy: 429,
  internal: 500,
  unavailable: 503,
};
