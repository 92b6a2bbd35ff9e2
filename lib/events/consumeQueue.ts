import type { Context, SQSEvent } from 'aws-lambda';
import type { CompiledEvent } from '../../schemas/event.ts';
import { type BatchResponse, handleBatch } from './batch.ts';
import { findEventId, type Received, readEvent } from './readEvent.ts';

/**
 * Makes the Lambda handler of a queue that holds one kind of event. A message that fails, or that is no such event, comes
 * again and in the end is a dead letter; its neighbours are not held up.
 */
export const consumeQueue =
  <Detail>(
    contract: CompiledEvent<Detail>,
    handle: (event: Received<Detail> & { readonly requestId: string }) => Promise<void>,
  ) =>
  ({ Records }: SQSEvent, context: Context): Promise<BatchResponse> =>
    handleBatch(
      Records,
      {
        identify: ({ messageId }) => messageId,
        handle: async ({ body }, requestId) => handle({ ...readEvent(contract, body), requestId }),
        idsIn: ({ body }) => ({ event: findEventId(body) }),
      },
      context,
    );
