import { ContactError } from '../contacts/ContactError.ts';

/** Every way in which a CRM can fail to answer, as a stable word for programs. */
export type CrmFailureReason =
  /** The URL leads where no request may go. */
  | 'address_refused'
  /** No connection, a reset, a failure of TLS or DNS. */
  | 'unreachable'
  | 'timeout'
  /** 401, also after a new token, or the token endpoint refuses the client or what it shows. */
  | 'auth_failed'
  /** 429 or 503 with a time to wait. */
  | 'rate_limited'
  /** Any other status that is none of success. */
  | 'http_error'
  /** A redirect; none is followed. */
  | 'redirect'
  /** More than the bytes or rows that are read. */
  | 'too_large'
  /** No MCP, no JSON, or not in the form that it should have. */
  | 'unreadable'
  /** The tool says that it failed. */
  | 'tool_error';

export type CrmFailureOptions = ErrorOptions & {
  readonly said?: string | undefined;
  readonly waitMilliseconds?: number | undefined;
};

/** The CRM did not answer, which is never the answer "nobody". The sentence is for the tenant's people and holds no person's data. */
export class CrmFailure extends ContactError {
  readonly reason: CrmFailureReason;
  /** What the server itself says of it, which may be anything. */
  readonly said: string | undefined;
  /** For how long the server wants to be left alone. */
  readonly waitMilliseconds: number | undefined;

  constructor(
    reason: CrmFailureReason,
    message: string,
    { said, waitMilliseconds, ...options }: CrmFailureOptions = {},
  ) {
    super('crm_failed', message, options);
    this.reason = reason;
    this.said = said;
    this.waitMilliseconds = waitMilliseconds;
  }
}

/** How a server says that it wants fewer requests: 429, or 503 with a `retry-after` of seconds or a date (RFC 9110, 10.2.3). */
export function rateLimited(server: string, { status, headers }: Response): CrmFailure | undefined {
  const after = headers.get('retry-after');
  if (status !== 429 && (status !== 503 || after === null)) return undefined;
  const waitMilliseconds = waitUntil(after ?? '');
  return new CrmFailure('rate_limited', `${server} asks for fewer requests.`, { waitMilliseconds });
}

function waitUntil(after: string): number | undefined {
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const wait = /^[A-Z][a-z]{2}/.test(after) ? Date.parse(after) - Date.now() : 0;
  return wait > 0 ? wait : undefined;
}
