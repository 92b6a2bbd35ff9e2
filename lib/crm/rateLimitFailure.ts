import { CrmFailure } from './CrmFailure.ts';

/**
 * The failure of a rate-limited response (429, or 503 with `retry-after`), or `undefined` for any other. `retry-after`
 * is in seconds or a date (RFC 9110, 10.2.3). `server` is the subject of the message.
 */
export function rateLimitFailure(server: string, { status, headers }: Response): CrmFailure | undefined {
  const retryAfter = headers.get('retry-after');
  if (status !== 429 && (status !== 503 || retryAfter === null)) return undefined;
  const waitMilliseconds = parseRetryAfter(retryAfter ?? '');
  return new CrmFailure('rate_limited', `${server} asked for fewer requests (status ${status}).`, { waitMilliseconds });
}

function parseRetryAfter(retryAfter: string): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const wait = /^[A-Z][a-z]{2}/.test(retryAfter) ? Date.parse(retryAfter) - Date.now() : 0;
  return wait > 0 ? wait : undefined;
}
