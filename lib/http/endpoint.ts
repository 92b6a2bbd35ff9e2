import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Compiled, CompiledContract, Contract, RequestOf, Scope } from '../../schemas/contract.ts';
import { ContactError } from '../contacts/ContactError.ts';
import { authenticate } from './authenticate.ts';
import type { EmptyResponse, HandlerResponse, HttpRequest, HttpResponse, Internal } from './middleware.ts';
import { respond } from './respond.ts';
import { tenant } from './tenant.ts';
import { validate } from './validate.ts';

/** What a handler gets: the valid request, and where the contract names a scope, who asks. */
export type Input<C extends Contract> = RequestOf<C> & {
  readonly requestId: string;
  /** The versions that if-match allows; absent = any. */
  readonly ifMatch: readonly number[] | undefined;
  readonly method: string;
  readonly path: string;
} & (C['scope'] extends Scope ? { readonly tenantId: string; readonly actor: string } : unknown);

/** What a handler returns, by its contract. */
type ResponseOf<C extends Contract> = C['success']['status'] extends 204 ? EmptyResponse : HandlerResponse;

/** Time that is kept to say that there was not enough of it. */
const reservedMilliseconds = 500;

/**
 * Makes the Lambda handler of one endpoint: respond, authenticate, tenant, validate, and then what the endpoint does.
 * Before Lambda would end the function, the caller is told `unavailable`.
 */
export const endpoint = <C extends Contract>(
  contract: Compiled<C>,
  handle: (input: Input<C>) => Promise<ResponseOf<C>>,
) =>
  middy<HttpRequest, HandlerResponse | EmptyResponse | HttpResponse, Error, Context, Internal>({
    timeoutEarlyInMillis: reservedMilliseconds,
    timeoutEarlyResponse: outOfTime,
  })
    .use([respond(contract), ...credentialMiddlewares(contract), validate(contract)])
    // The validators of this very contract have just found that the input has this form.
    .handler(({ input }) => handle(input as Input<C>));

const credentialMiddlewares = ({ scope }: CompiledContract) => (scope ? [authenticate(scope), tenant()] : []);

function outOfTime(): never {
  throw new ContactError('unavailable', 'There was not enough time to answer. Please try again.');
}
