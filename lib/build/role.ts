/**
 * A DynamoDB action on the contacts table, `Query`, or on one of its indexes, `Query:byUpdatedAt`; or an action of another
 * service, on the event bus or the secrets of CRM connections, `events:PutEvents`.
 */
export type Action = string;

/** A resource of CloudFormation. */
export interface Resource {
  Type: string;
  Properties: object;
}

/** An event of serverless.yml, as far as a role must allow it. */
export interface EventSource {
  sqs?: { arn: object };
  stream?: { arn: object; destinations?: { onFailure: { arn: object } } };
}

/**
 * The role of one function: `actions` on the contacts table, reading what its events come from, and writing to the
 * function's own log.
 */
export function role(functionName: string, actions: Action[], events: EventSource[] = []): Resource {
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
            ...tableStatements(actions.filter((action) => !isOtherService(action))),
            ...otherServiceStatements(actions.filter(isOtherService)),
            ...events.flatMap(eventStatements),
          ]),
        },
      ],
    },
  };
}

function tableStatements(actions: Action[]): object[] {
  const onTable = actions.filter((action) => !action.includes(':'));
  const onIndexes = actions.filter((action) => action.includes(':')).map((action) => action.split(':'));
  return [
    ...(onTable.length > 0 ? [allow(onTable.map(permission), arn('ContactsTable'))] : []),
    ...onIndexes.map(([action = '', index]) =>
      allow([permission(action)], { 'Fn::Join': ['/', [arn('ContactsTable'), 'index', index]] }),
    ),
  ];
}

/** IAM writes services in small letters, and DynamoDB its actions and we our indexes otherwise. */
const isOtherService = (action: string): boolean => /^[a-z]+:/.test(action);

/** What there is of the services beside the table. A secret's ARN ends in characters that its keeper chooses. */
const otherServices = {
  events: arn('EventBus'),
  secretsmanager: {
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':secretsmanager:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':secret:',
        { Ref: 'ContactsTable' },
        '/crm/*',
      ],
    ],
  },
};

function otherServiceStatements(actions: Action[]): object[] {
  return Object.entries(otherServices).flatMap(([service, resource]) => {
    const own = actions.filter((action) => action.startsWith(`${service}:`));
    return own.length > 0 ? [allow(own, resource)] : [];
  });
}

/** What Lambda does in the function's name before it calls it, and with what the function failed. */
function eventStatements({ sqs, stream }: EventSource): object[] {
  const onFailure = stream?.destinations?.onFailure;
  return [
    ...(sqs ? [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], sqs.arn)] : []),
    ...(stream
      ? [allow(['DescribeStream', 'GetShardIterator', 'GetRecords', 'ListStreams'].map(permission), stream.arn)]
      : []),
    ...(onFailure ? [allow(['sqs:SendMessage'], onFailure.arn)] : []),
  ];
}

function permission(action: string): string {
  return `dynamodb:${action}`;
}

function allow(actions: string[], resource: object): object {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

function arn(logicalId: string): object {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

function policy(statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}
