import { config } from '../config.ts';
import type { ContactError, ErrorCode } from '../contacts/ContactError.ts';
import { logger } from '../logger.ts';
import { count } from '../metrics.ts';
import { statusOf } from './failures.ts';
import type { HttpRequest, Internal } from './middleware.ts';

type Request = { readonly event: HttpRequest; readonly internal: Partial<Internal> };

/** A login that failed, a missing scope, and a limit. */
const refusals = new Set([401, 403, 429]);

/**
 * Writes one line for a request with a valid credential: which one it was, and the status of the response. API Gateway
 * cannot know the credential without a Lambda authorizer, which would be a second function in each request.
 */
export function recordAccess({ event, internal }: Request, status: number): void {
  const { principal, tenantId } = internal;
  if (!principal || refusals.has(status) || config.metricsDisabled()) return;
  logger.info('access', { tenantId, credential: principal.credential, route: event.routeKey, status });
}

const windowMilliseconds = 60_000;
/** In a minute, each of these refusals has a line, and after them those that double their number. */
const firstRefusals = 8;

type Window = { readonly until: number; seen: number; unrecorded: number };
const windows = new Map<ErrorCode, Window>();

/**
 * Counts a request that was refused, and logs the reason, which callers do not learn. A flood is sampled: each instance
 * writes a few lines in a minute, whose `requests` and metric stand for all since the line before.
 */
export function recordRefusal({ code, facts }: ContactError, { internal }: Request): void {
  if (!refusals.has(statusOf[code])) return;
  const last = windows.get(code);
  const window =
    last && Date.now() < last.until
      ? last
      : { until: Date.now() + windowMilliseconds, seen: 0, unrecorded: last?.unrecorded ?? 0 };
  windows.set(code, window);
  window.seen++;
  window.unrecorded++;
  const isSample = window.seen <= firstRefusals || Number.isInteger(Math.log2(window.seen));
  if (!isSample) return;
  const { tenantId, principal } = internal;
  const { reason = code, credential = principal?.credential } = facts.refusal ?? {};
  logger.info('request refused', { code, reason, credential, tenantId, requests: window.unrecorded });
  count('RefusedRequests', { code }, window.unrecorded);
  window.unrecorded = 0;
}
