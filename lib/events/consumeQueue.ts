import type { Context, SQSEvent } from 'aws-lambda';
import type { CompiledEvent } from '../../schemas/event.ts';
import { logger, withLogIds } from '../logger.ts';
import { type Batch, type BatchResponse, handleBatch } from './batch.ts';
import { findEvent, findEventId, type Received, readEvent } from './readEvent.ts';

/** The ids that events have; events may write them in either case. */
type Ids = { readonly tenantId: string; readonly contactId?: string };

/**
 * Makes the Lambda handler of a queue that receives events of these contracts. The ids in their details are put into
 * lower case, and invalid fields that were left out are logged. A message that fails, or that has none of these forms,
 * is delivered again until it becomes a dead letter; it does not delay the others. Messages of one sequence are handled
 * one after another.
 */
export const consumeQueue =
  <Detail extends Ids>(
    contracts: readonly CompiledEvent<Detail>[],
    handle: (event: Omit<Received<Detail>, 'dropped'> & { readonly requestId: string }) => Promise<void>,
    sequenceOf?: (detail: Detail) => ReturnType<NonNullable<Batch<never>['sequenceOf']>>,
  ) =>
  (event: SQSEvent, context: Context): Promise<BatchResponse> =>
    handleBatch(
      event,
      {
        identify: ({ messageId }) => messageId,
        handle: async ({ body }, requestId) => {
          const { id, type, detail: given, dropped } = readEvent(contracts, body, Date.now());
          const detail = withLowerCaseIds(given);
          await withLogIds({ tenantId: detail.tenantId }, () => {
            for (const { pointer, message } of dropped) logger.info('field ignored', { pointer, reason: message });
            return handle({ id, type, detail, requestId });
          });
        },
        ...(sequenceOf && {
          sequenceOf: ({ body }) => {
            const event = findEvent(contracts, body, Date.now());
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
