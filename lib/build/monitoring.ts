import { type Counter, namespace } from '../metrics.ts';

/** What alarms and the dashboard are about, by logical ids. */
export interface Monitored {
  /** The functions that handle events: those of queues, streams and schedules. */
  eventFunctions: string[];
  streamed: string[];
  /** The functions that run every minute. */
  scheduled: string[];
  tables: string[];
  queues: string[];
  deadLetters: string[];
}

/** A statistic of a metric of CloudWatch. The values of its dimensions are templates of `Fn::Sub`. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  stat: string;
}

/** The period of all alarms and graphs, in seconds. */
export const period = 300;

export const apiMetric = (name: 'Count' | '4xx' | '5xx' | 'Latency', stat = 'Sum'): Metric => ({
  namespace: 'AWS/ApiGateway',
  name,
  dimensions: { ApiId: reference('HttpApi') },
  stat,
});

/** A metric of one function, or of all functions of the account in the region. */
export const functionMetric = (
  name: 'Invocations' | 'Errors' | 'Throttles' | 'IteratorAge' | 'ConcurrentExecutions',
  functionName?: string,
  stat = 'Sum',
): Metric => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: functionName === undefined ? {} : { FunctionName: reference(`${functionName}LambdaFunction`) },
  stat,
});

export const queueMetric = (
  name: 'ApproximateAgeOfOldestMessage' | 'ApproximateNumberOfMessagesVisible',
  queue: string,
): Metric => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName: reference(`${queue}.QueueName`) },
  stat: 'Maximum',
});

export const tableMetric = (
  name: 'ConsumedReadCapacityUnits' | 'ConsumedWriteCapacityUnits' | 'TransactionConflict',
  table: string,
): Metric => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions: { TableName: reference(table) },
  stat: 'Sum',
});

/**
 * All requests to one table of one kind, as a query, which knows no OR. DynamoDB has these metrics per operation only.
 */
export const tableRequests = (name: 'ThrottledRequests' | 'SystemErrors', table: string): string =>
  `SELECT SUM(${name}) FROM SCHEMA("AWS/DynamoDB", Operation, TableName) WHERE TableName = '${reference(table)}'`;

/** The sum of what the service itself counts. `dimensions` are those of the counter. */
export const ownMetric = (name: Counter, dimensions: Readonly<Record<string, string>> = {}): Metric => ({
  namespace,
  name,
  dimensions: { service: reference('ContactsTable'), ...dimensions },
  stat: 'Sum',
});

/** A reference to a resource or to its attribute in a template of `Fn::Sub`. */
export const reference = (name: string): string => `\${${name}}`;

/** Fills in the references of a text, if it has any. */
export const filledIn = (text: string): string | object => (text.includes('${') ? { 'Fn::Sub': text } : text);

/** The same value for each id, by names that an expression can use. */
export const numbered = <Value>(ids: readonly string[], value: (id: string) => Value): Record<string, Value> =>
  Object.fromEntries(ids.map((id, i) => [`m${i}`, value(id)]));
