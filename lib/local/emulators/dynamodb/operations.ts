import type { Operations } from './operation.ts';
import { readOperations } from './reads.ts';
import { streamOperations } from './streamReads.ts';
import { tableOperations } from './tables.ts';
import { timeToLiveOperations } from './timeToLive.ts';
import { transactionOperations } from './transactions.ts';
import { writeOperations } from './writes.ts';

/** All operations, by the two parts of the `x-amz-target` header: API and operation. */
export const operations: Record<string, Operations> = {
  DynamoDB_20120810: {
    ...readOperations,
    ...writeOperations,
    ...transactionOperations,
    ...tableOperations,
    ...timeToLiveOperations,
  },
  DynamoDBStreams_20120810: streamOperations,
};
