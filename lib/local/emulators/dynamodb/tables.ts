import { setTimeout } from 'node:timers/promises';
import { db, dynaliteOperation, type Table } from './dynalite.ts';
import { ApiError } from './errors.ts';
import { type Operations, operation } from './operation.ts';
import { disableStream, enableStream } from './streams.ts';
import { removeTimeToLive } from './timeToLive.ts';
import { withLockedTable } from './withLocks.ts';

const create = dynaliteOperation('CreateTable');
const remove = dynaliteOperation('DeleteTable');

type CreateRequest = Pick<Table, 'TableName' | 'StreamSpecification'>;

/** The type of a field that dynalite lacks. */
const streamSpecification = {
  type: 'FieldStruct<StreamSpecification>',
  children: {
    StreamEnabled: { type: 'Boolean', notNull: true },
    StreamViewType: { type: 'String', enum: ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] },
  },
};

/** CreateTable and DeleteTable; both complete before they return, where AWS continues in the background. */
export const tableOperations: Operations = {
  CreateTable: operation(
    { ...create, types: { ...create.types, StreamSpecification: streamSpecification } },
    (database, { StreamSpecification, ...request }: CreateRequest) =>
      withLockedTable(database, request.TableName, async (overlay) => {
        if (await overlay.get(`table~${request.TableName}`)) {
          throw new ApiError('ResourceInUseException', `Table already exists: ${request.TableName}`);
        }
        await overlay.run(create.action, request);
        await finalState();
        const table = await overlay.table(request.TableName);
        if (StreamSpecification?.StreamEnabled) {
          if (!StreamSpecification.StreamViewType)
            throw db.validationError('StreamViewType is required when a stream is enabled');
          table.StreamSpecification = StreamSpecification;
          enableStream(overlay, table);
        }
        overlay.put(`table~${request.TableName}`, table);
        return { TableDescription: table };
      }),
  ),

  DeleteTable: operation(remove, (database, request: { TableName: string }) =>
    withLockedTable(database, request.TableName, async (overlay) => {
      const { LatestStreamArn } = await overlay.table(request.TableName);
      if (LatestStreamArn) await disableStream(overlay, LatestStreamArn);
      await removeTimeToLive(overlay, request.TableName);
      const reply = await overlay.run(remove.action, request);
      await finalState();
      return reply;
    }),
  ),
};

/**
 * Waits for the timer with which dynalite moves a table to its final state, so that one commit contains both states.
 */
function finalState(): Promise<void> {
  return setTimeout(0);
}
