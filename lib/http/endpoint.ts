import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Compiled, CompiledContract, Contract, RequestOf, Scope } from '../../schemas/contract.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { authenticate } from './authenticate.ts';
import { limitRequests } from './limitRequests.ts';
import type { EmptyResponse, HandlerResponse, HttpRequest, HttpResponse, Internal } from './middleware.ts';
import { respond } from './respond.ts';
import { tenant } from './tenant.ts';
import { validate } from './validate.ts';

/** The input of a handler: the validated request, and its tenant and caller if the contract has a scope. */
export type Input<C extends Contract> = RequestOf<C> & {
  readonly requestId: string;
  /** The versions that if-match allows; `undefined` allows all. */
  readonly ifMatch: readonly number[] | undefined;
  readonly method: string;
  readonly path: string;
} & (C['scope'] extends Scope ? Caller : unknown);

type Caller = { readonly tenantId: string; readonly actor: string; readonly scopes: readonly string[] };

/** What a handler returns, by its contract. */
type ResponseOf<C extends Contract> = C['success']['status'] extends 204 ? EmptyResponse : HandlerResponse;

/** The time reserved for a response before Lambda's timeout. */
const reservedMilliseconds = 500;

/**
 * Makes the Lambda handler of one endpoint: the middlewares respond, authenticate, tenant, limitRequests and validate,
 * and then `handle`. Responds `unavailable` shortly before Lambda's timeout.
 */
export const endpoint = <C extends Contract>(
  contract: Compiled<C>,
  handle: (input: Input<C>) => Promise<ResponseOf<C>>,
) =>
  middy<HttpRequest, HandlerResponse | EmptyResponse | HttpResponse, Error, Context, Internal>({
    timeoutEarlyInMillis: reservedMilliseconds,
    timeoutEarlyResponse: throwUnavailable,
  })
    .use([respond(contract), ...credentialMiddlewares(contract), validate(contract)])
    // The validators of this contract have just checked the type of the input.
    .handler(({ input }) => handle(input as Input<C>));

const credentialMiddlewares = ({ scope }: CompiledContract) =>
  scope ? [authenticate(scope), tenant(), limitRequests()] : [];

function throwUnavailable(): never {
  throw new ContactError('unavailable', 'The request took too long. Please try again.');
}
