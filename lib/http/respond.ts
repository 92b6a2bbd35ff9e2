import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Context } from 'aws-lambda';
import type { CompiledContract } from '../../schemas/contract.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { logger, setLogIds } from '../logger.ts';
import { recordAccess, recordRefusal } from './accessLog.ts';
import { corsHeaders, preflightResponse } from './cors.ts';
import { etagOf, matchesIfNoneMatch } from './etags.ts';
import { statusOf } from './failures.ts';
import type { HttpRequest, HttpResponse, Internal, Middleware } from './middleware.ts';

let lastInvocation: string | undefined;

const isRandomUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4/;

/**
 * Lambda's id of the invocation, which the access log of the API has too. Writes are recognised by its first digits, so
 * where an emulator has none, repeats one or has ids of another form, the request gets an id of its own.
 */
function requestIdOf({ awsRequestId = '' }: Partial<Context> = {}): string {
  if (!isRandomUuid.test(awsRequestId) || awsRequestId === lastInvocation) return randomUUID();
  lastInvocation = awsRequestId;
  return awsRequestId;
}

/**
 * Turns the results and errors of a handler into HTTP responses. It must be the first middleware, so that it handles
 * all errors and preflight requests of browsers. The body of an error is `{"error": "..."}`, or problem details (RFC
 * 9457) if the caller accepts them.
 */
export const respond = ({ method, status, scope }: CompiledContract): Middleware => ({
  before(request) {
    const requestId = requestIdOf(request.context);
    request.internal.requestId = requestId;
    setLogIds({ requestId });
    request.event = withLowerCaseHeaders(request.event);
    return preflightResponse(request.event, requestId);
  },

  after(request) {
    if (!request.response || 'statusCode' in request.response) return;
    const { body, headers, status: created } = request.response;
    const { 'if-none-match': noneMatch, origin } = request.event.headers;
    const { requestId, rateLimitHeaders } = request.internal;
    const unchanged = method === 'GET' && noneMatch && headers?.etag && matchesIfNoneMatch(noneMatch, headers.etag);
    const all: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
    all['x-request-id'] = requestId;
    // What needs a credential is about persons, or about the tenant.
    if (scope) all['cache-control'] = 'no-store';
    request.response = {
      statusCode: unchanged ? 304 : (created ?? status),
      headers: Object.assign(all, rateLimitHeaders, corsHeaders(origin), headers),
      ...(unchanged || !body ? { body: '' } : encoded(body)),
    };
    recordAccess(request, request.response.statusCode);
  },

  onError(request) {
    const failure = request.error instanceof ContactError ? request.error : internal(request.error);
    recordAccess(request, statusOf[failure.code]);
    recordRefusal(failure, request);
    if (statusOf[failure.code] >= 500) logger.failure('request failed', failure, {});
    request.response = errorResponse(failure, request.internal, request.event?.headers ?? {});
  },
});

/** API Gateway sends names of headers in lower case. Other callers of a function, and no headers at all, are rare. */
function withLowerCaseHeaders(event: HttpRequest): HttpRequest {
  const headers = event?.headers;
  if (headers && Object.keys(headers).every((name) => name === name.toLowerCase())) return event;
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...event, headers: Object.fromEntries(entries) };
}

const encoded = (body: object): Pick<HttpResponse, 'body' | 'isBase64Encoded'> =>
  Buffer.isBuffer(body) ? { body: body.toString('base64'), isBase64Encoded: true } : { body: JSON.stringify(body) };

const internal = (cause: unknown): ContactError =>
  new ContactError('internal', 'Something went wrong on our side. Please try again.', { cause });

function errorResponse(
  { code, message, facts }: ContactError,
  { requestId, rateLimitHeaders }: Internal,
  { accept = '', origin }: HttpRequest['headers'],
): HttpResponse {
  const status = statusOf[code];
  const isProblem = /application\/problem\+json(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accept);
  return {
    statusCode: status,
    headers: {
      'content-type': isProblem ? 'application/problem+json' : 'application/json',
      'x-request-id': requestId,
      'cache-control': 'no-store',
      ...rateLimitHeaders,
      ...corsHeaders(origin),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(status === 503 && { 'retry-after': '1' }),
      ...(facts.retryAfter !== undefined && { 'retry-after': String(facts.retryAfter) }),
      ...(facts.allow !== undefined && { allow: facts.allow }),
      ...(facts.version !== undefined && { etag: etagOf(facts.version) }),
    },
    body: JSON.stringify(
      isProblem
        ? {
            type: 'about:blank',
            title: STATUS_CODES[status],
            status,
            detail: message,
            code,
            requestId,
            errors: facts.faults ?? [],
          }
        : { error: message },
    ),
  };
}
