import { config } from '../config.ts';
import type { HttpRequest, HttpResponse } from './middleware.ts';

const methods = 'DELETE, GET, PATCH, POST, PUT';
const requestHeaders = 'accept, authorization, content-type, idempotency-key, if-match, if-none-match';
const exposedHeaders =
  'allow, content-location, etag, location, ratelimit, ratelimit-policy, retry-after, www-authenticate, x-request-id';

/** Chrome does not remember a preflight for longer. */
const maxAgeSeconds = 7200;

/**
 * The response headers that let a page of this origin read the response (Fetch Standard, 3.3). Empty if no origins are
 * configured. Without `vary`, a cache could show one origin the response to another.
 */
export function corsHeaders(origin: string | undefined): Record<string, string> {
  const origins = config.allowedOrigins();
  if (origins.length === 0) return {};
  const allowed = origins.find((each) => each === '*' || each === origin);
  return {
    vary: 'Origin',
    ...(allowed && { 'access-control-allow-origin': allowed, 'access-control-expose-headers': exposedHeaders }),
  };
}

/**
 * The response to a preflight request of an allowed origin, whatever its path; `undefined` for every other request.
 * Browsers send preflights without credentials.
 */
export function preflightResponse(
  { headers, requestContext }: HttpRequest,
  requestId: string,
): HttpResponse | undefined {
  if (requestContext?.http?.method !== 'OPTIONS' || !headers['access-control-request-method']) return undefined;
  const { 'access-control-allow-origin': allowed, vary = '' } = corsHeaders(headers.origin);
  if (allowed === undefined) return undefined;
  return {
    statusCode: 204,
    headers: {
      'access-control-allow-origin': allowed,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': requestHeaders,
      'access-control-max-age': String(maxAgeSeconds),
      vary,
      'x-request-id': requestId,
    },
    body: '',
  };
}
