import type { Resource } from './role.ts';

const fiveMinutes = 300;

const tenMinutesMs = 600_000;

/** The logical ids of the monitored resources. */
export interface Monitored {
  functions: string[];
  /** The functions that read a stream. */
  streamed: string[];
  /** A queue whose name ends in DeadLetters must stay empty. */
  queues: string[];
}

/**
 * Makes the alarms of the service, by logical id: errors and throttles of each function, the lag behind a stream, dead
 * letters, old messages in queues, server errors of the API, and throttles and system errors of the table. They notify
 * the SNS topic with the ARN `topic`, or nobody if it is empty.
 */
export function alarms({ functions, streamed, queues }: Monitored, topic: string): Record<string, Resource> {
  const actions = topic ? { AlarmActions: [topic], OKActions: [topic] } : {};
  const alarm = (description: string, metric: object, threshold = 1): Resource => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: description,
      ...metric,
      EvaluationPeriods: 1,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      ...actions,
    },
  });
  const ofFunction = (name: string): Record<string, Resource> => {
    const of = dimension('FunctionName', { Ref: `${name}LambdaFunction` });
    return {
      [`${name}ErrorsAlarm`]: alarm(`${name} crashed or timed out`, sum('AWS/Lambda', 'Errors', of)),
      [`${name}ThrottlesAlarm`]: alarm(`${name} was throttled`, sum('AWS/Lambda', 'Throttles', of)),
    };
  };
  const ofStream = (name: string): Record<string, Resource> => {
    const of = dimension('FunctionName', { Ref: `${name}LambdaFunction` });
    const age = maximum('AWS/Lambda', 'IteratorAge', of);
    return { [`${name}LagAlarm`]: alarm(`${name} is ten minutes behind its stream`, age, tenMinutesMs) };
  };
  const ofQueue = (id: string): Record<string, Resource> => {
    const of = dimension('QueueName', { 'Fn::GetAtt': [id, 'QueueName'] });
    const dead = maximum('AWS/SQS', 'ApproximateNumberOfMessagesVisible', of);
    const age = maximum('AWS/SQS', 'ApproximateAgeOfOldestMessage', of);
    return id.endsWith('DeadLetters')
      ? { [`${id}Alarm`]: alarm(`${id} has dead letters`, dead) }
      : { [`${id}AgeAlarm`]: alarm(`${id} has a message that is ten minutes old`, age, tenMinutesMs / 1000) };
  };
  return {
    ...Object.assign({}, ...functions.map(ofFunction), ...streamed.map(ofStream), ...queues.map(ofQueue)),
    ApiErrorsAlarm: alarm(
      'The API responded with a status of 500 or more',
      sum('AWS/ApiGateway', '5xx', dimension('ApiId', { Ref: 'HttpApi' })),
    ),
    TableThrottlesAlarm: alarm('DynamoDB throttled a request', sumOverOperations('ThrottledRequests')),
    TableErrorsAlarm: alarm('DynamoDB failed a request', sumOverOperations('SystemErrors')),
  };
}

function dimension(name: string, value: object): object {
  return { Dimensions: [{ Name: name, Value: value }] };
}

function sum(namespace: string, metric: string, dimensions: object): object {
  return { Namespace: namespace, MetricName: metric, ...dimensions, Statistic: 'Sum', Period: fiveMinutes };
}

function maximum(namespace: string, metric: string, dimensions: object): object {
  return { ...sum(namespace, metric, dimensions), Statistic: 'Maximum' };
}

/** DynamoDB has these metrics only per operation, so a query adds them up. */
function sumOverOperations(metric: string): object {
  const query = `SELECT SUM(${metric}) FROM SCHEMA("AWS/DynamoDB", Operation, TableName) WHERE TableName = '`;
  const expression = { 'Fn::Join': ['', [query, { Ref: 'ContactsTable' }, "'"]] };
  return { Metrics: [{ Id: 'total', Expression: expression, Period: fiveMinutes, ReturnData: true }] };
}
