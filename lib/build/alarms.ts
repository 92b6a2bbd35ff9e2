const fiveMinutes = 300;

/**
 * The alarms of the service, by logical id: errors and throttles of each function, server errors of the API, throttles and
 * system errors of the table. Each tells the SNS topic whose ARN is `topic`; nobody when it is empty.
 */
export function alarms(functionNames: string[], topic: string): Record<string, object> {
  const told = topic ? { AlarmActions: [topic], OKActions: [topic] } : {};
  const alarm = (description: string, metric: object): object => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: description,
      ...metric,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      ...told,
    },
  });
  const ofFunction = (name: string): Record<string, object> => {
    const of = dimension('FunctionName', { Ref: `${name}LambdaFunction` });
    return {
      [`${name}ErrorsAlarm`]: alarm(`${name} crashed or ran out of time`, sum('AWS/Lambda', 'Errors', of)),
      [`${name}ThrottlesAlarm`]: alarm(`${name} was throttled`, sum('AWS/Lambda', 'Throttles', of)),
    };
  };
  return {
    ...Object.assign({}, ...functionNames.map(ofFunction)),
    ApiErrorsAlarm: alarm(
      'A caller got a status of 500 or more',
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

/** DynamoDB counts these per operation only; a query adds them up. */
function sumOverOperations(metric: string): object {
  const query = `SELECT SUM(${metric}) FROM SCHEMA("AWS/DynamoDB", Operation, TableName) WHERE TableName = '`;
  const expression = { 'Fn::Join': ['', [query, { Ref: 'ContactsTable' }, "'"]] };
  return { Metrics: [{ Id: 'total', Expression: expression, Period: fiveMinutes, ReturnData: true }] };
}
