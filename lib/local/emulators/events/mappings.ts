import type { Matcher } from './pattern.ts';
import { attributeOf, count, list, matcherOf, requireValue, section } from './section.ts';

interface BaseMapping {
  /** The name in the Lambda API. */
  readonly functionName: string;
  /** The function's timeout for a batch, in seconds. */
  readonly timeout: number;
  readonly batchSize: number;
}

export interface QueueMapping extends BaseMapping {
  readonly from: 'queue';
  /** The logical id of the queue. */
  readonly queue: string;
  /** How many batches the function handles at a time. */
  readonly maximumConcurrency: number;
}

/** A mapping of the contacts table's stream; there is no other stream. */
export interface StreamMapping extends BaseMapping {
  readonly from: 'stream';
  /** The function gets the records that match any of these filters; all records if there is no filter. */
  readonly filters: readonly Matcher[];
  readonly maximumRetryAttempts: number;
  /** The logical id of the queue that gets a message about each discarded batch. */
  readonly onFailure?: string | undefined;
}

export type Mapping = QueueMapping | StreamMapping;

const batchFields = ['arn', 'batchSize', 'functionResponseType'];
const streamFields = [
  ...batchFields,
  'type',
  'startingPosition',
  'maximumRetryAttempts',
  'bisectBatchOnFunctionError',
  'filterPatterns',
  'destinations',
];

/** Parses the `sqs` and `stream` events of a function. */
export function parseMappings(functionName: string, events: unknown, timeout: unknown): Mapping[] {
  return list(events, `${functionName}.events`).flatMap((event): Mapping | [] => {
    // serverless-offline handles the last two.
    const { sqs, stream } = section(event, `${functionName}.events`, ['sqs', 'stream', 'httpApi', 'schedule']).fields;
    if (sqs === undefined && stream === undefined) return [];
    const common = { functionName, timeout: count(timeout, `${functionName}.timeout`) };
    return sqs === undefined
      ? { from: 'stream', ...common, ...parseStreamMapping(stream, `${functionName}.stream`) }
      : { from: 'queue', ...common, ...parseQueueMapping(sqs, `${functionName}.sqs`) };
  });
}

function parseQueueMapping(sqs: unknown, where: string): Omit<QueueMapping, 'from' | 'functionName' | 'timeout'> {
  const mapping = section(sqs, where, [...batchFields, 'maximumConcurrency']);
  requireValue(mapping, 'functionResponseType', 'ReportBatchItemFailures');
  return {
    queue: attributeOf(mapping.fields.arn, 'Arn', `${where}.arn`),
    batchSize: count(mapping.fields.batchSize, `${where}.batchSize`),
    maximumConcurrency: count(mapping.fields.maximumConcurrency, `${where}.maximumConcurrency`, 2),
  };
}

function parseStreamMapping(stream: unknown, where: string): Omit<StreamMapping, 'from' | 'functionName' | 'timeout'> {
  const mapping = section(stream, where, streamFields);
  const { batchSize, maximumRetryAttempts, filterPatterns = [], destinations } = mapping.fields;
  requireValue(mapping, 'type', 'dynamodb');
  requireValue(mapping, 'arn', { 'Fn::GetAtt': ['ContactsTable', 'StreamArn'] });
  requireValue(mapping, 'startingPosition', 'TRIM_HORIZON');
  requireValue(mapping, 'functionResponseType', 'ReportBatchItemFailures');
  requireValue(mapping, 'bisectBatchOnFunctionError', true);
  return {
    batchSize: count(batchSize, `${where}.batchSize`),
    maximumRetryAttempts: count(maximumRetryAttempts, `${where}.maximumRetryAttempts`, 0),
    filters: list(filterPatterns, `${where}.filterPatterns`).map((pattern) =>
      matcherOf(pattern, `${where}.filterPatterns`),
    ),
    onFailure: destinations === undefined ? undefined : parseOnFailure(destinations, `${where}.destinations`),
  };
}

function parseOnFailure(destinations: unknown, where: string): string {
  const { onFailure } = section(destinations, where, ['onFailure']).fields;
  const destination = section(onFailure, `${where}.onFailure`, ['type', 'arn']);
  requireValue(destination, 'type', 'sqs');
  return attributeOf(destination.fields.arn, 'Arn', `${where}.onFailure.arn`);
}
