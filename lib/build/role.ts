import { arn, type Resource } from './resources.ts';
import { type Action, actionStatements, allow, type EventSource, eventStatements } from './statements.ts';

/**
 * Makes the IAM role of a function. It allows `actions`, reading the queue or stream of its events, writing its own
 * log, and sending traces if the function `isTraced`. `tableKey` is the ARN of the customer's KMS key of the tables, or
 * empty.
 */
export function role(
  functionName: string,
  actions: Action[],
  events: EventSource[] = [],
  { isTraced = false, tableKey = '' } = {},
): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]),
      Policies: [
        {
          PolicyName: 'own',
          PolicyDocument: policy([
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arn(`${functionName}LogGroup`)),
            ...actionStatements(actions, events, tableKey),
            ...events.flatMap(eventStatements),
            ...(isTraced ? [tracing] : []),
          ]),
        },
      ],
    },
  };
}

/** X-Ray has no resources that these actions could be limited to. */
const tracing = { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' };

function policy(statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}
