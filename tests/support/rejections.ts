import { CrmFailure } from '../../lib/crm/CrmFailure.ts';
import { OutboundError } from '../../lib/outbound/OutboundError.ts';

async function rejection(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error) => error,
  );
}

/** Returns the `CrmFailure` that the promise rejects with; throws if it resolves or rejects with anything else. */
export async function crmFailure(work: Promise<unknown>): Promise<CrmFailure> {
  const error = await rejection(work);
  if (error instanceof CrmFailure) return error;
  throw new Error('The promise did not reject with a CrmFailure', { cause: error });
}

/** Returns the `OutboundError` that the promise rejects with; throws if it resolves or rejects with anything else. */
export async function outboundError(work: Promise<unknown>): Promise<OutboundError> {
  const error = await rejection(work);
  if (error instanceof OutboundError) return error;
  throw new Error('The promise did not reject with an OutboundError', { cause: error });
}
