import {
  apiMetric,
  filledIn,
  functionMetric,
  type Metric,
  type Monitored,
  numbered,
  ownMetric,
  period,
  queueMetric,
  tableRequests,
} from './monitoring.ts';
import type { Resource } from './resources.ts';

interface Rule {
  description: string;
  metrics: Record<string, Metric>;
  /** What is compared, in terms of the metrics; may be absent if there is only one. */
  expression?: string;
  /** The alarm is raised at this value, or below `belowThreshold`. */
  threshold: number;
  isBelow?: boolean;
  /** How many periods in a row; 1 if absent. */
  periods?: number;
}

/**
 * Makes the alarms of the service, by logical id. Each needs a person: nothing that Lambda or SQS repeats raises one
 * before it lasts. They notify the SNS topic with the ARN `topic`, or nobody if it is empty.
 */
export function alarms(monitored: Monitored, topic: string): Record<string, Resource> {
  const rules: Record<string, Rule> = {
    ApiErrorsAlarm: {
      description: 'The API answers at least 5% of the requests, and at least five, with a status of 500 or more',
      metrics: { errors: apiMetric('5xx'), requests: apiMetric('Count') },
      expression: 'IF(errors >= 5, 100 * errors / requests, 0)',
      threshold: 5,
    },
    ApiLatencyAlarm: {
      description: 'One in a hundred requests to the API takes 2 seconds or more',
      metrics: { latency: apiMetric('Latency', 'p99'), requests: apiMetric('Count') },
      // Among fewer requests, one in a hundred is a cold start.
      expression: 'IF(requests >= 100, latency, 0)',
      threshold: 2000,
      periods: 3,
    },
    FailedLoginsAlarm: {
      description:
        'Somebody guesses credentials, or an integration has lost its own: 300 failed logins in five minutes',
      metrics: { logins: ownMetric('RefusedRequests', { code: 'unauthenticated' }) },
      threshold: 300,
    },
    ...eventErrors(monitored.eventFunctions),
    WebhooksDisabledAlarm: {
      description: 'A webhook has failed for five days and was switched off: its tenant gets no events any more',
      metrics: { disabled: ownMetric('WebhooksDisabled', { reason: 'failing' }) },
      threshold: 1,
    },
    FunctionThrottlesAlarm: {
      description: 'Lambda throttles functions: the account has too little concurrency in this region',
      metrics: { throttles: functionMetric('Throttles') },
      threshold: 1,
      periods: 3,
    },
    ...each(monitored.tables, 'Throttles', (id) => ({
      description: `DynamoDB throttles requests to ${id}`,
      metrics: {},
      expression: tableRequests('ThrottledRequests', id),
      threshold: 1,
      periods: 3,
    })),
    ...each(monitored.queues, 'Age', (id) => ({
      description: `${id} has a message that is ten minutes old`,
      metrics: { age: queueMetric('ApproximateAgeOfOldestMessage', id) },
      threshold: 600,
    })),
    ...each(monitored.deadLetters, '', (id) => ({
      description: `${id} has dead letters`,
      metrics: { letters: queueMetric('ApproximateNumberOfMessagesVisible', id) },
      threshold: 1,
    })),
    ...each(monitored.streamed, 'Lag', (name) => ({
      description: `${name} is ten minutes behind its stream`,
      metrics: { age: functionMetric('IteratorAge', name, 'Maximum') },
      threshold: 600_000,
    })),
    ...each(monitored.scheduled, 'Stopped', (name) => ({
      description: `${name} has not completed a run for ten minutes`,
      metrics: { runs: functionMetric('Invocations', name), errors: functionMetric('Errors', name) },
      expression: 'runs - errors',
      threshold: 1,
      isBelow: true,
      periods: 2,
    })),
  };
  return Object.fromEntries(Object.entries(rules).map(([id, rule]) => [id, alarm(rule, topic)]));
}

/** CloudWatch's limit for an alarm. */
const maxMetrics = 10;

function alarm(
  { description, metrics, expression, threshold, isBelow = false, periods = 1 }: Rule,
  topic: string,
): Resource {
  const parts = Object.entries(metrics).map(([Id, { namespace, name, dimensions, stat }]) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: filledIn(value) })),
      },
      Stat: stat,
      Period: period,
    },
    ReturnData: expression === undefined,
  }));

  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: description,
      Metrics: [
        ...parts,
        ...(expression === undefined
          ? []
          : [{ Id: 'compared', Expression: filledIn(expression), Period: period, ReturnData: true }]),
      ],
      EvaluationPeriods: periods,
      Threshold: threshold,
      ComparisonOperator: isBelow ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
      // Only where too little is wrong, no data is too little.
      TreatMissingData: isBelow ? 'breaching' : 'notBreaching',
      ...(topic && { AlarmActions: [topic], OKActions: [topic] }),
    },
  };
}

/** One rule for ten functions each. */
const eventErrors = (functions: readonly string[]): Record<string, Rule> =>
  Object.fromEntries(
    Array.from({ length: Math.ceil(functions.length / maxMetrics) }, (_, i) => [
      `EventErrors${i === 0 ? '' : i + 1}Alarm`,
      {
        description: 'Functions that handle events crash or run out of time',
        metrics: numbered(functions.slice(i * maxMetrics, (i + 1) * maxMetrics), (name) =>
          functionMetric('Errors', name),
        ),
        expression: 'SUM(FILL(METRICS(), 0))',
        threshold: 5,
        periods: 3,
      },
    ]),
  );

const each = (ids: readonly string[], suffix: string, rule: (id: string) => Rule): Record<string, Rule> =>
  Object.fromEntries(ids.map((id) => [`${id}${suffix}Alarm`, rule(id)]));
