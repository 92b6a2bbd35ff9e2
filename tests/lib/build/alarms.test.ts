import { alarms } from '../../../lib/build/alarms.ts';
import { monitored } from './monitored.ts';

const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms';
const metric = (name: string, dimensions: object = {}) => ({
  MetricStat: {
    Metric: {
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, id]) => ({ Name, Value: { 'Fn::Sub': `\${${id}}` } })),
    },
    Period: 300,
  },
});
const properties = (id: string) => Object(alarms(monitored, topic)[id]?.Properties);

describe('alarms', () => {
  it('are one for each table, queue, stream and schedule, and otherwise one for all', () => {
    expect(Object.keys(alarms(monitored, topic)).sort()).toEqual([
      'ApiErrorsAlarm',
      'ApiLatencyAlarm',
      'DeadLettersAlarm',
      'EventErrorsAlarm',
      'FailedLoginsAlarm',
      'FollowStreamLagAlarm',
      'FunctionThrottlesAlarm',
      'QueueAgeAlarm',
      'RunOftenStoppedAlarm',
      'TableThrottlesAlarm',
      'WebhooksDisabledAlarm',
    ]);
  });

  it('are one for ten functions, as many as CloudWatch allows', () => {
    const more = { ...monitored, eventFunctions: Array.from({ length: 10 }, (_, i) => `Function${i}`) };
    expect(Object.keys(alarms(more, topic))).toHaveLength(Object.keys(alarms(monitored, topic)).length);
    const another = { ...monitored, eventFunctions: [...more.eventFunctions, 'Another'] };
    const { EventErrors2Alarm } = alarms(another, topic);
    expect(EventErrors2Alarm?.Properties).toMatchObject({
      Metrics: [metric('Errors', { FunctionName: 'AnotherLambdaFunction' }), {}],
    });
  });

  it('are raised by a share of server errors, but not by a few of them', () => {
    expect(properties('ApiErrorsAlarm')).toMatchObject({
      Metrics: [
        { Id: 'errors', ...metric('5xx', { ApiId: 'HttpApi' }), ReturnData: false },
        { Id: 'requests', ...metric('Count', { ApiId: 'HttpApi' }), ReturnData: false },
        { Expression: 'IF(errors >= 5, 100 * errors / requests, 0)', ReturnData: true },
      ],
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it('are raised by a burst of failed logins, as the service counts them', () => {
    expect(properties('FailedLoginsAlarm')).toMatchObject({
      Metrics: [
        {
          MetricStat: {
            Metric: { MetricName: 'RefusedRequests', Dimensions: [{}, { Name: 'code', Value: 'unauthenticated' }] },
            Stat: 'Sum',
          },
        },
      ],
      Threshold: 300,
      EvaluationPeriods: 1,
    });
  });

  it('are raised by slow responses that last, if there are enough of them', () => {
    expect(properties('ApiLatencyAlarm')).toMatchObject({
      Metrics: [
        { MetricStat: { Stat: 'p99' } },
        { Id: 'requests' },
        { Expression: 'IF(requests >= 100, latency, 0)', ReturnData: true },
      ],
      Threshold: 2000,
      EvaluationPeriods: 3,
    });
  });

  it('are raised by crashes of the functions for events together, and by throttles of all functions', () => {
    expect(properties('EventErrorsAlarm').Metrics).toMatchObject([
      metric('Errors', { FunctionName: 'HandleMessageLambdaFunction' }),
      metric('Errors', { FunctionName: 'FollowStreamLambdaFunction' }),
      metric('Errors', { FunctionName: 'RunOftenLambdaFunction' }),
      { Expression: 'SUM(FILL(METRICS(), 0))' },
    ]);
    expect(properties('FunctionThrottlesAlarm').Metrics).toMatchObject([{ ...metric('Throttles'), ReturnData: true }]);
  });

  it('are raised by throttled requests to a table, whatever the operation', () => {
    const Expression = {
      'Fn::Sub': `SELECT SUM(ThrottledRequests) FROM SCHEMA("AWS/DynamoDB", Operation, TableName) WHERE TableName = '\${Table}'`,
    };
    expect(properties('TableThrottlesAlarm').Metrics).toMatchObject([{ Expression, ReturnData: true }]);
  });

  it('are raised by old messages, dead letters and an old position in the stream', () => {
    expect(properties('QueueAgeAlarm')).toMatchObject({
      Metrics: [metric('ApproximateAgeOfOldestMessage', { QueueName: 'Queue.QueueName' })],
      Threshold: 600,
    });
    expect(properties('DeadLettersAlarm')).toMatchObject({
      Metrics: [metric('ApproximateNumberOfMessagesVisible', { QueueName: 'DeadLetters.QueueName' })],
      Threshold: 1,
    });
    expect(properties('FollowStreamLagAlarm')).toMatchObject({
      Metrics: [metric('IteratorAge', { FunctionName: 'FollowStreamLambdaFunction' })],
      Threshold: 600_000,
    });
  });

  it('are raised by a schedule that does not run, or runs only to fail', () => {
    expect(properties('RunOftenStoppedAlarm')).toMatchObject({
      Metrics: [{ Id: 'runs' }, { Id: 'errors' }, { Expression: 'runs - errors', ReturnData: true }],
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('notify the topic, if there is one', () => {
    for (const alarm of Object.values(alarms(monitored, topic)))
      expect(alarm).toMatchObject({ Properties: { AlarmActions: [topic], OKActions: [topic] } });
    expect(JSON.stringify(alarms(monitored, ''))).not.toMatch(/AlarmActions|OKActions/);
  });
});
