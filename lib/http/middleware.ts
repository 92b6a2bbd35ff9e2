import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Principal } from '../auth/principal.ts';

/** What API Gateway asks, with header names in lower case. */
export type HttpRequest = APIGatewayProxyEventV2 & {
  /** What `validate` made of it for the handler. */
  readonly input?: unknown;
};

/** What a handler answers; its status is the contract's. */
export type HandlerResponse = { readonly body: object; readonly headers?: Readonly<Record<string, string>> };

/** What the handler of a contract with status 204 answers: no body. */
export type EmptyResponse = { readonly body?: never; readonly headers?: Readonly<Record<string, string>> };

/** What API Gateway is answered. */
export type HttpResponse = { statusCode: number; headers: Record<string, string>; body: string };

/** What middlewares tell each other about one request. */
export type Internal = { requestId: string; principal?: Principal; tenantId?: string };

export type Middleware = MiddlewareObj<
  HttpRequest,
  HandlerResponse | EmptyResponse | HttpResponse,
  Error,
  Context,
  Internal
>;
