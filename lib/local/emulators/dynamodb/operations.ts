import { continuousBackupsOperations } from './continuousBackups.ts';
import { dynaliteOperation } from './dynalite.ts';
import { reshaping } from './isolated.ts';
import { type Operations, operation } from './operation.ts';
import { readOperations } from './reads.ts';
import { streamOperations } from './streamReads.ts';
import { tableOperations } from './tables.ts';
import { timeToLiveOperations } from './timeToLive.ts';
import { transactionOperations } from './transactions.ts';
import { writeOperations } from './writes.ts';

/** The operations of each API by the `x-amz-target` header's two parts. */
export const operations: Record<string, Operations> = {
  DynamoDB_20120810: {
    ...readOperations,
    ...writeOperations,
    ...transactionOperations,
    ...tableOperations,
    ...timeToLiveOperations,
    ...continuousBackupsOperations,
    TagResource: tagOperation('TagResource'),
    UntagResource: tagOperation('UntagResource'),
  },
  DynamoDBStreams_20120810: streamOperations,
};

function tagOperation(name: string) {
  const dynalite = dynaliteOperation(name);
  return operation(dynalite, (database, request: { ResourceArn: string }) =>
    reshaping(database, request.ResourceArn.split('/').pop() ?? '', (overlay) => overlay.run(dynalite.action, request)),
  );
}
