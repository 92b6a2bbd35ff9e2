import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Principal } from '../auth/principal.ts';

/** The event from API Gateway. Its header names are in lower case. */
export type HttpRequest = APIGatewayProxyEventV2 & {
  /** The input of the handler, set by `validate`. */
  readonly input?: unknown;
};

/**
 * What a handler returns. The status comes from the contract, or is the 201 that the contract has beside it. A body is
 * sent as JSON, except a Buffer, whose content type is among the headers.
 */
export type HandlerResponse = {
  readonly status?: 201;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What the handler of a contract with status 204 returns. */
export type EmptyResponse = {
  readonly status?: never;
  readonly body?: never;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The response to API Gateway. */
export type HttpResponse = {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: true;
};

/** Writes the body of a stored response so that only the caller can read it. */
export type Cipher = { readonly seal: (text: string) => string; readonly open: (text: string) => string };

/** An Idempotency-Key, with the cipher of the response if it has a secret. */
export type IdempotencyKey = { readonly text: string; readonly cipher?: Cipher | undefined };

/** Middy's `internal`: data about one request that middlewares share. */
export type Internal = {
  requestId: string;
  principal?: Principal;
  tenantId?: string;
  idempotencyKey?: IdempotencyKey;
  /** The headers about limits, which every response gets. */
  rateLimitHeaders?: Readonly<Record<string, string>>;
};

export type Middleware = MiddlewareObj<
  HttpRequest,
  HandlerResponse | EmptyResponse | HttpResponse,
  Error,
  Context,
  Internal
>;
