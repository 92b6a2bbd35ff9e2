/** Why a request to a tenant's server failed. All but `out_of_resources` are for the tenant to solve. */
export type OutboundErrorReason =
  /** The URL or its IP address is not allowed. */
  | 'address_refused'
  /** DNS, TCP or TLS failed, or the connection was closed early. */
  | 'unreachable'
  /** A time limit passed, or the caller aborted the request. */
  | 'timeout'
  /** The server sent a redirect. Redirects are not followed. */
  | 'redirect'
  /** The body or the headers exceed their limit. */
  | 'too_large'
  /** The response is not valid HTTP, or it is compressed. */
  | 'unreadable'
  /** This machine has no socket or memory left, so the request was not sent. */
  | 'out_of_resources';

/** A request to a tenant's server failed. The message is for the tenant; it contains no data of the request. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly reason: OutboundErrorReason;

  constructor(reason: OutboundErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
