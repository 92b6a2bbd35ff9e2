import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Compiled, Contract, RequestOf } from '../../schemas/contract.ts';
import { beforeTimeout } from './deadline.ts';
import type {
  EmptyResponse,
  HandlerResponse,
  HttpRequest,
  HttpResponse,
  IdempotencyKey,
  Internal,
  Middleware,
} from './middleware.ts';
import { respond } from './respond.ts';
import { validate } from './validate.ts';

/** The input of a handler: the validated request. */
export type Input<C extends Contract> = RequestOf<C> & {
  readonly requestId: string;
  /** The versions that if-match allows; `undefined` allows all. */
  readonly ifMatch: readonly number[] | undefined;
  readonly idempotencyKey: IdempotencyKey | undefined;
  readonly method: string;
  readonly path: string;
};

/** What a handler returns, by its contract. */
export type ResponseOf<C extends Contract> = C['success']['status'] extends 204 ? EmptyResponse : HandlerResponse;

/**
 * Makes a Lambda handler of the middlewares respond, `credentials` and validate, and then `handle`. Responds
 * `unavailable` shortly before Lambda's timeout. It imports nothing about credentials, so that the bundles of endpoints
 * that need none have neither keys, JWTs and limits, nor the client of DynamoDB.
 */
export const assemble = <C extends Contract, I extends Input<C>>(
  contract: Compiled<C>,
  credentials: readonly Middleware[],
  handle: (input: I) => Promise<ResponseOf<C>>,
) =>
  middy<HttpRequest, HandlerResponse | EmptyResponse | HttpResponse, Error, Context, Internal>({
    // It would set a timer for each request.
    timeoutEarlyInMillis: 0,
  })
    .use([respond(contract), ...credentials, validate(contract)])
    // The validators of this contract have just checked the type of the input.
    .handler(({ input }, context) => beforeTimeout(context, () => handle(input as I)));
