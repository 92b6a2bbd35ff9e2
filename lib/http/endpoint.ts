import type { Compiled, ScopedContract } from '../../schemas/contract.ts';
import type { Principal } from '../auth/principal.ts';
import { assemble, type Input, type ResponseOf } from './assemble.ts';
import { authenticate } from './authenticate.ts';
import { answerOnce, idempotency, keyedRequest, type Once } from './idempotency.ts';
import { limitRequests } from './limitRequests.ts';
import type { Cipher, Middleware } from './middleware.ts';
import { tenant } from './tenant.ts';

/** What a handler learns from the credential of its caller. */
export type Caller = { readonly tenantId: string } & Pick<Principal, 'actor' | 'credential' | 'scopes'>;

/** What a handler that makes a change gives to it, so that its response is stored with it. */
type Repeatable = { readonly once: Once };

/**
/**
 * Makes the Lambda handler of an endpoint that needs a credential, with the middlewares authenticate, tenant,
 * limitRequests and idempotency. `cipherOf` makes the cipher of stored responses, if they have a secret, from the
 * credential. Its properties are for `perform`.
 */
export const endpoint = <C extends ScopedContract>(
  contract: Compiled<C>,
  handle: (input: Input<C> & Caller & Repeatable) => Promise<ResponseOf<C>>,
  cipherOf?: (credential: string) => Cipher,
) => {
  const { method, path, scope } = contract;
  const handleOnce = (input: Input<C> & Caller) => {
    const { idempotencyKey } = input;
    if (idempotencyKey === undefined) return handle({ ...input, once: () => undefined });
    const { text, cipher } = idempotencyKey;
    return answerOnce(keyedRequest(contract, input, text), (once) => handle({ ...input, once }), cipher);
  };
  const behind = (credentials: readonly Middleware[]) => assemble(contract, credentials, handleOnce);
  const credentials = [authenticate(scope), tenant(), limitRequests(), idempotency(contract, cipherOf)];
  return Object.assign(behind(credentials), { method, path, scope, behind });
};

/** What `perform` needs of an endpoint: `behind` makes its handler with other middlewares about credentials. */
export type Endpoint = Pick<ReturnType<typeof endpoint>, 'method' | 'path' | 'scope' | 'behind'>;
