import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { HttpResponse } from '../../lib/http/middleware.ts';
import { assertDocumented } from './documented.ts';
import { asFunction } from './roles.ts';

export type Call = {
  readonly apiKey?: string;
  readonly id?: string;
  /** Path parameters beside `id`. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string unchanged, and a Buffer in base64, as API Gateway does. */
  readonly body?: object | string | Buffer;
  readonly method?: string;
  readonly path?: string;
  /** The time that is left until Lambda ends the function; 100 seconds, which only a hang takes, if it is missing. */
  readonly remainingMilliseconds?: number;
};

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body; of a response in base64, each of its bytes as one character. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read responses of every shape
  readonly body: any;
};

type Handler = (event: never, context: never) => Promise<unknown>;

/**
 * Calls a handler with the event that an HTTP API of API Gateway sends (payload format version 2.0). Throws if
 * openapi.json does not have the status of the response.
 */
export async function call(handler: Handler, request: Call): Promise<Reply> {
  const context: Partial<Context> = {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => request.remainingMilliseconds ?? 100_000,
  };
  const result = await asFunction(handler, () => handler(eventOf(request) as never, context as never));
  const { statusCode: status, headers, body, isBase64Encoded } = result as HttpResponse;
  assertDocumented(handler, status);
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('latin1') : body;
  return { status, headers, text, body: body === '' || isBase64Encoded ? undefined : JSON.parse(body) };
}

/** The event that an HTTP API of API Gateway sends for a request (payload format version 2.0). */
export function eventOf({
  apiKey,
  id,
  params,
  query,
  headers = {},
  body,
  method = 'PATCH',
  path,
}: Call): APIGatewayProxyEventV2 {
  const rawPath = path ?? (id === undefined ? '/api/contacts' : `/api/contacts/${id}`);
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  return {
    version: '2.0',
    routeKey: `${method} ${rawPath}`,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      host: 'contacts.example',
      ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      ...(isJson && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(query && { queryStringParameters: { ...query } }),
    ...(id !== undefined && { pathParameters: { id, ...params } }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'contacts.example',
      domainPrefix: 'contacts',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'gateway',
      routeKey: `${method} ${rawPath}`,
      stage: '$default',
      time: '23/Nov/2026:09:30:00 +0000',
      timeEpoch: 1_795_426_200_000,
    },
    ...(body !== undefined && {
      body: Buffer.isBuffer(body) ? body.toString('base64') : typeof body === 'string' ? body : JSON.stringify(body),
    }),
    isBase64Encoded: Buffer.isBuffer(body),
  };
}
