import type { Compiled, PublicContract } from '../../schemas/contract.ts';
import { assemble, type Input, type ResponseOf } from './assemble.ts';

/** Makes the Lambda handler of an endpoint that needs no credential, and neither knows nor limits its caller. */
export const publicEndpoint = <C extends PublicContract>(
  contract: Compiled<C>,
  handle: (input: Input<C>) => Promise<ResponseOf<C>>,
) => assemble(contract, [], handle);
