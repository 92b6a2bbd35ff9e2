import type { Matcher } from './pattern.ts';
import { attributeOf, count, insist, list, matcherOf, section } from './section.ts';

interface EveryMapping {
  /** As the Lambda API calls it. */
  readonly functionName: string;
  /** Seconds that the function has for a batch. */
  readonly timeout: number;
  readonly batchSize: number;
}

export interface QueueMapping extends EveryMapping {
  readonly from: 'queue';
  /** The logical id of the queue. */
  readonly queue: string;
}

/** A mapping of the contacts table's stream, the only one that there is. */
export interface StreamMapping extends EveryMapping {
  readonly from: 'stream';
  /** A record is for the function if one of them matches, or if there are none. */
  readonly filters: readonly Matcher[];
  readonly maximumRetryAttempts: number;
  /** The queue that is told of batches that were given up. */
  readonly onFailure?: string | undefined;
}

export type Mapping = QueueMapping | StreamMapping;

const batchFields = ['arn', 'batchSize', 'functionResponseType'];
const streamFields = [
  ...batchFields,
  'type',
  'startingPosition',
  'maximumRetryAttempts',
  'filterPatterns',
  'destinations',
];

/** Understands the `sqs` and `stream` events of a function. */
export function mappingsOf(functionName: string, events: unknown, timeout: unknown): Mapping[] {
  return list(events, `${functionName}.events`).flatMap((event): Mapping | [] => {
    // serverless-offline serves the last two.
    const { sqs, stream } = section(event, `${functionName}.events`, ['sqs', 'stream', 'httpApi', 'schedule']).fields;
    if (sqs === undefined && stream === undefined) return [];
    const common = { functionName, timeout: count(timeout, `${functionName}.timeout`) };
    return sqs === undefined
      ? { from: 'stream', ...common, ...streamOf(stream, `${functionName}.stream`) }
      : { from: 'queue', ...common, ...queueOf(sqs, `${functionName}.sqs`) };
  });
}

function queueOf(sqs: unknown, where: string): Pick<QueueMapping, 'queue' | 'batchSize'> {
  const mapping = section(sqs, where, batchFields);
  insist(mapping, 'functionResponseType', 'ReportBatchItemFailures');
  return {
    queue: attributeOf(mapping.fields.arn, 'Arn', `${where}.arn`),
    batchSize: count(mapping.fields.batchSize, `${where}.batchSize`),
  };
}

function streamOf(stream: unknown, where: string): Omit<StreamMapping, 'from' | 'functionName' | 'timeout'> {
  const mapping = section(stream, where, streamFields);
  const { batchSize, maximumRetryAttempts, filterPatterns = [], destinations } = mapping.fields;
  insist(mapping, 'type', 'dynamodb');
  insist(mapping, 'arn', { 'Fn::GetAtt': ['ContactsTable', 'StreamArn'] });
  insist(mapping, 'startingPosition', 'TRIM_HORIZON');
  insist(mapping, 'functionResponseType', 'ReportBatchItemFailures');
  return {
    batchSize: count(batchSize, `${where}.batchSize`),
    maximumRetryAttempts: count(maximumRetryAttempts, `${where}.maximumRetryAttempts`, 0),
    filters: list(filterPatterns, `${where}.filterPatterns`).map((pattern) =>
      matcherOf(pattern, `${where}.filterPatterns`),
    ),
    onFailure: destinations === undefined ? undefined : onFailureOf(destinations, `${where}.destinations`),
  };
}

function onFailureOf(destinations: unknown, where: string): string {
  const { onFailure } = section(destinations, where, ['onFailure']).fields;
  const destination = section(onFailure, `${where}.onFailure`, ['type', 'arn']);
  insist(destination, 'type', 'sqs');
  return attributeOf(destination.fields.arn, 'Arn', `${where}.onFailure.arn`);
}
