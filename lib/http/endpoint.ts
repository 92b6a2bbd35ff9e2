import type { Compiled, ScopedContract } from '../../schemas/contract.ts';
import type { Principal } from '../auth/principal.ts';
import { assemble, type Input, type ResponseOf } from './assemble.ts';
import { authenticate } from './authenticate.ts';
import { limitRequests } from './limitRequests.ts';
import type { Middleware } from './middleware.ts';
import { tenant } from './tenant.ts';

/** What a handler learns from the credential of its caller. */
export type Caller = { readonly tenantId: string } & Pick<Principal, 'actor' | 'credential' | 'scopes'>;

/**
 * Makes the Lambda handler of an endpoint that needs a credential, with the middlewares authenticate, tenant and
 * limitRequests. Its properties are for `perform`.
 */
export const endpoint = <C extends ScopedContract>(
  contract: Compiled<C>,
  handle: (input: Input<C> & Caller) => Promise<ResponseOf<C>>,
) => {
  const { method, path, scope } = contract;
  const behind = (credentials: readonly Middleware[]) => assemble(contract, credentials, handle);
  return Object.assign(behind([authenticate(scope), tenant(), limitRequests()]), { method, path, scope, behind });
};

/** What `perform` needs of an endpoint: `behind` makes its handler with other middlewares about credentials. */
export type Endpoint = Pick<ReturnType<typeof endpoint>, 'method' | 'path' | 'scope' | 'behind'>;
