import { ContactError } from '../contacts/ContactError.ts';
import { logged } from '../logger.ts';
import type { OutboundErrorReason } from '../outbound/OutboundError.ts';

/** Why a request to a CRM failed, as a stable code for programs. */
export type CrmFailureReason =
  /** Also: a JSON-RPC, MCP or mapping error for `unreadable`, and too many records or tools for `too_large`. */
  | OutboundErrorReason
  /** 401, also after a token renewal, or the authorization server rejected the client or its grant. */
  | 'auth_failed'
  /** 429, or 503 with `retry-after`. */
  | 'rate_limited'
  /** Any other unsuccessful HTTP status. */
  | 'http_error'
  /** The tool returned an error, or the server a JSON-RPC error. */
  | 'tool_error';

export type CrmFailureOptions = ErrorOptions & {
  readonly serverMessage?: string | undefined;
  readonly waitMilliseconds?: number | undefined;
};

/**
 * A request to a CRM failed. It never means that the CRM does not know the person. The message is for the tenant and
 * contains no personal data. The code is `crm_failed`, or `unavailable` where the fault is this service's own.
 */
export class CrmFailure extends ContactError {
  readonly reason: CrmFailureReason;
  /** The server's own error message. It may contain anything, also secrets and personal data. */
  readonly serverMessage: string | undefined;
  /** How long the server asks us to wait before the next request. */
  readonly waitMilliseconds: number | undefined;

  constructor(
    reason: CrmFailureReason,
    message: string,
    { serverMessage, waitMilliseconds, ...options }: CrmFailureOptions = {},
  ) {
    super(reason === 'out_of_resources' ? 'unavailable' : 'crm_failed', message, options);
    this.reason = reason;
    this.serverMessage = serverMessage;
    this.waitMilliseconds = waitMilliseconds;
  }

  /** Without the message, which may have the server's own. */
  override get [logged](): object {
    return { code: this.code, reason: this.reason };
  }
}
