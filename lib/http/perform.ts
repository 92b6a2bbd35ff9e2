import type { Context } from 'aws-lambda';
import { ContactError } from '../contacts/ContactError.ts';
import { withLogIds } from '../logger.ts';
import { requireScope } from './authenticate.ts';
import type { Caller, Endpoint } from './endpoint.ts';
import type { HttpRequest, HttpResponse, IdempotencyKey, Middleware } from './middleware.ts';

/** A part of another request that is to be handled as a request of its own. */
export type Part = {
  readonly id?: string;
  readonly ifMatch?: string | undefined;
  readonly mediaType?: string;
  readonly body?: object;
  readonly idempotencyKey?: IdempotencyKey | undefined;
};

/** The response to a part; its headers are those that are about the part alone. */
export type PartResponse = {
  readonly status: number;
  readonly requestId: string;
  readonly etag?: string;
  readonly body: object;
};

/**
 * Handles a part of a request as the endpoint would that it is meant for: with the same scope, validation, errors and
 * log, and with a request id of its own. It counts as no other request. Once `isLate`, responds with 503.
 */
export async function perform(
  { method, path, scope, behind }: Endpoint,
  { tenantId, ...principal }: Caller,
  { id, mediaType, ifMatch, body, idempotencyKey }: Part,
  isLate: () => boolean,
): Promise<PartResponse> {
  const inherited: Middleware = {
    before: ({ internal }) => {
      Object.assign(internal, { tenantId, principal: { ...principal, tenant: tenantId }, idempotencyKey });
      if (isLate()) throw new ContactError('unavailable', 'The batch took too long. Please send this operation again.');
      requireScope(principal, scope);
    },
  };
  // The rest of the event is about the transport.
  const event: Partial<HttpRequest> = {
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { ...(mediaType && { 'content-type': mediaType }), ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
    ...(id !== undefined && { pathParameters: { id } }),
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  const response = await withLogIds({}, () => behind([inherited])(event as HttpRequest, {} as Context));
  const { statusCode, headers, body: text } = response as HttpResponse;
  const { 'x-request-id': requestId = '', etag } = headers;
  return { status: statusCode, requestId, ...(etag !== undefined && { etag }), body: JSON.parse(text) };
}
