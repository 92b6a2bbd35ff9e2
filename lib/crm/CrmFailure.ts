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
  /** What the server itself says of it. It may hold the address that was asked about. */
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

const shownCharacters = 300;

/**
 * The same failure with what the server said, for whoever may know the address that it was asked about. Words that hold one of
 * the secrets are kept back: a server may print what it was shown.
 */
export function aloud(failure: CrmFailure, secrets: readonly string[]): CrmFailure {
  const { reason, message, said = '' } = failure;
  const shown = said.replace(/\s+/g, ' ').trim().slice(0, shownCharacters);
  const isSafe = shown !== '' && !secrets.some((secret) => said.includes(secret));
  return isSafe ? new CrmFailure(reason, `${message} It says: ${shown}`, { cause: failure }) : failure;
}

/** The server wants fewer requests; its `retry-after` is a number of seconds, or a date (RFC 9110, 10.2.3). */
export function rateLimited(server: string, headers: Headers): CrmFailure {
  const after = headers.get('retry-after') ?? '';
  const wait = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  const waitMilliseconds = wait > 0 ? wait : undefined;
  return new CrmFailure('rate_limited', `${server} asks for fewer requests.`, { waitMilliseconds });
}
