import { CrmFailure } from '../../../lib/crm/CrmFailure.ts';

/** The failure that some work ends in; throws where it ends in anything else. */
export async function failing(work: Promise<unknown>): Promise<CrmFailure> {
  const failure = await work.then(
    () => undefined,
    (error) => error,
  );
  if (failure instanceof CrmFailure) return failure;
  throw new Error('That was no CrmFailure', { cause: failure });
}
