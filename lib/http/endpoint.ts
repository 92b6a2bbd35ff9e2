import type { Compiled, ScopedContract } from '../../schemas/contract.ts';
import { assemble, type Input, type ResponseOf } from './assemble.ts';
import { authenticate } from './authenticate.ts';
import { limitRequests } from './limitRequests.ts';
import { tenant } from './tenant.ts';

/** What a handler learns from the credential of its caller. */
type Caller = { readonly tenantId: string; readonly actor: string; readonly scopes: readonly string[] };

/**
 * Makes the Lambda handler of an endpoint that needs a credential, with the middlewares authenticate, tenant and
 * limitRequests.
 */
export const endpoint = <C extends ScopedContract>(
  contract: Compiled<C>,
  handle: (input: Input<C> & Caller) => Promise<ResponseOf<C>>,
) => assemble(contract, [authenticate(contract.scope), tenant(), limitRequests()], handle);
