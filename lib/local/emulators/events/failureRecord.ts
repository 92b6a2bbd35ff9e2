import { randomUUID } from 'node:crypto';
import { arn } from './arn.ts';
import type { Shard } from './streamReader.ts';
import type { StreamRecord } from './streamRecord.ts';

/**
 * The message that Lambda sends to an on-failure destination for discarded stream records: their position, not their
 * content.
 */
export function failureRecord(
  functionName: string,
  { streamArn, shardId }: Shard,
  batch: readonly StreamRecord[],
  { attempts, threw }: { readonly attempts: number; readonly threw: boolean },
): object {
  const [first, last] = [batch.at(0)?.dynamodb, batch.at(-1)?.dynamodb];
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: arn('lambda', `function:${functionName}`),
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(threw && { functionError: 'Unhandled' }) },
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: timeOf(first),
      approximateArrivalOfLastRecord: timeOf(last),
      batchSize: batch.length,
      streamArn,
    },
  };
}

function timeOf(record: StreamRecord['dynamodb'] | undefined): string | undefined {
  return record && new Date(record.ApproximateCreationDateTime * 1000).toISOString();
}
