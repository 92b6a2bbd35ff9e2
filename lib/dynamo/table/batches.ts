import {
  BatchGetCommand,
  type BatchGetCommandInput,
  BatchWriteCommand,
  type BatchWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { backOff, send } from './client.ts';

/** DynamoDB's limits of one request. */
const [maxReads, maxWrites] = [100, 25];

/** How often the rest of a batch is sent that DynamoDB did not process. */
const retries = 8;

type Write = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

/**
 * Reads the items of a tenant at these sort keys, without those that do not exist, in any order. The reads are
 * eventually consistent unless `consistent` is true. Throws `unavailable`.
 */
export async function readAll(
  tenantId: string,
  sortKeys: readonly string[],
  consistent = false,
): Promise<readonly Record<string, unknown>[]> {
  const table = config.tableName();
  const items: Record<string, unknown>[] = [];
  const Keys = [...new Set(sortKeys)].map((contactId) => ({ tenantId, contactId }));
  for (let at = 0; at < Keys.length; at += maxReads) {
    const all: BatchGetCommandInput['RequestItems'] = {
      [table]: { Keys: Keys.slice(at, at + maxReads), ...(consistent && { ConsistentRead: true }) },
    };
    await untilProcessed(all, async (RequestItems) => {
      const { Responses, UnprocessedKeys } = await send((db) => db.send(new BatchGetCommand({ RequestItems })));
      items.push(...(Responses?.[table] ?? []));
      return UnprocessedKeys;
    });
  }
  return items;
}

/**
 * Puts and deletes items, of which each has another key, in no order and without conditions. Throws `unavailable`; some
 * of the writes may then be made.
 */
export async function writeEach(writes: readonly Write[]): Promise<void> {
  const table = config.tableName();
  for (let at = 0; at < writes.length; at += maxWrites) {
    await untilProcessed({ [table]: writes.slice(at, at + maxWrites) }, async (RequestItems) => {
      const { UnprocessedItems } = await send((db) => db.send(new BatchWriteCommand({ RequestItems })));
      return UnprocessedItems;
    });
  }
}

/** Sends a batch again, with pauses, until DynamoDB has processed all of it. */
async function untilProcessed<Requests extends object>(
  requests: Requests,
  process: (rest: Requests) => Promise<Requests | undefined>,
): Promise<void> {
  let rest = await process(requests);
  for (let attempt = 0; rest !== undefined && Object.keys(rest).length > 0; attempt++) {
    if (attempt === retries)
      throw new ContactError('unavailable', 'The database did not respond in time. Please try again.');
    await backOff(attempt);
    rest = await process(rest);
  }
}
