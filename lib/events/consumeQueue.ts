import type { Context, SQSEvent } from 'aws-lambda';
import type { CompiledEvent } from '../../schemas/event.ts';
import { withLogIds } from '../logger.ts';
import { type Batch, type BatchResponse, handleBatch } from './batch.ts';
import { findEvent, findEventId, type Received, readEvent } from './readEvent.ts';

/** The ids that events have; events may write them in either case. */
type Ids = { readonly tenantId: string; readonly contactId?: string };

/**
 * Makes the Lambda handler of a queue that receives events of these contracts. The ids in their details are put into
 * lower case. A message that fails, or that has none of these forms, is delivered again until it becomes a dead letter;
 * it does not delay the others. Messages of one sequence are handled one after another.
 */
export const consumeQueue =
  <Detail extends Ids>(
    contracts: readonly CompiledEvent<Detail>[],
    handle: (event: Received<Detail> & { readonly requestId: string }) => Promise<void>,
    sequenceOf?: (detail: Detail) => ReturnType<NonNullable<Batch<never>['sequenceOf']>>,
  ) =>
  (event: SQSEvent, context: Context): Promise<BatchResponse> =>
    handleBatch(
      event,
      {
        identify: ({ messageId }) => messageId,
        handle: async ({ body }, requestId) => {
          const { id, detail: given } = readEvent(contracts, body);
          const detail = withLowerCaseIds(given);
          await withLogIds({ tenantId: detail.tenantId }, () => handle({ id, detail, requestId }));
        },
        ...(sequenceOf && {
          sequenceOf: ({ body }) => {
            const event = findEvent(contracts, body);
            return event && sequenceOf(withLowerCaseIds(event.detail));
          },
        }),
        idsIn: ({ body }) => {
          const id = findEventId(body);
          return id === undefined ? {} : { event: id };
        },
      },
      context,
    );

const withLowerCaseIds = <Detail extends Ids>(detail: Detail): Detail => ({
  ...detail,
  tenantId: detail.tenantId.toLowerCase(),
  ...(detail.contactId !== undefined && { contactId: detail.contactId.toLowerCase() }),
});
