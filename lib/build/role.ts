import { limitPartition } from '../dynamo/table/keys.ts';
import { ownSource } from '../events/ownSource.ts';

/**
 * An action that a function may perform: a DynamoDB action on the contacts table (`Query`), on one of its indexes
 * (`Query:byDue`) or on the limits of tenants in it (`limits:UpdateItem`), a DynamoDB action on the table of API keys
 * (`keys:GetItem`), publishing one type of event (`events:PutEvents:contact.created`), or an action of another service on
 * the queue of lookups or the secrets of CRM connections.
 */
export type Action = string;

/** A CloudFormation resource. */
export interface Resource {
  Type: string;
  Properties: object;
}

/** The parts of an event in serverless.yml that its role depends on. */
export interface EventSource {
  sqs?: { arn: object };
  stream?: { arn: object; destinations?: { onFailure: { arn: object } } };
  schedule?: unknown;
}

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
  const keysActions = actions
    .filter((action) => action.startsWith(onKeys))
    .map((action) => action.slice(onKeys.length));
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
            ...(keysActions.length > 0 ? [allow(keysActions.map(permission), arn('ApiKeysTable'))] : []),
            ...limitStatements(actions),
            ...(tableKey ? keyStatements(tableKey, actions, events) : []),
            ...publishStatements(actions),
            ...otherServiceStatements(actions.filter(isOtherService)),
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

/** Allows DynamoDB actions in the partitions of limits, which hold nothing else (lib/dynamo/table/keys.ts). */
function limitStatements(actions: Action[]): object[] {
  const own = actions.filter((action) => action.startsWith('limits:')).map((action) => permission(action.slice(7)));
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [limitPartition('*')] } };
  return own.length > 0 ? [{ ...allow(own, arn('ContactsTable')), Condition }] : [];
}

const onKeys = 'keys:';

/** IAM's service prefixes are in lower case; DynamoDB's actions begin with a capital. */
const isOtherService = (action: string): boolean => /^[a-z]+:/.test(action);

/**
 * DynamoDB uses a customer's key with the permissions of its caller, so whoever reads or writes a table or reads a
 * stream needs them. They do not allow using the key without DynamoDB.
 */
function keyStatements(key: string, actions: Action[], events: EventSource[]): object[] {
  const onTables = actions.filter((action) => !/^(events|secretsmanager|sqs):/.test(action));
  if (onTables.length === 0 && !events.some(({ stream }) => stream)) return [];
  const isWriting = onTables.some((action) => /(Put|Update|Delete)Item$/.test(action));
  const reads = ['Decrypt', 'DescribeKey'];
  const writes = ['Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'];
  return [
    {
      Effect: 'Allow',
      Action: [...reads, ...(isWriting ? writes : [])].map((action) => `kms:${action}`),
      Resource: key,
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['.', ['dynamodb', { Ref: 'AWS::Region' }, { Ref: 'AWS::URLSuffix' }]] },
        },
      },
    },
  ];
}

const publishing = 'events:PutEvents:';

/** IAM compares `events:source` as a list, so its condition needs `ForAllValues`. */
function publishStatements(actions: Action[]): object[] {
  const types = actions
    .filter((action) => action.startsWith(publishing))
    .map((action) => action.slice(publishing.length));
  if (types.length === 0) return [];
  return [
    {
      ...allow(['events:PutEvents'], arn('EventBus')),
      Condition: {
        'ForAllValues:StringEquals': { 'events:source': ownSource },
        StringEquals: { 'events:detail-type': types },
      },
    },
  ];
}

/** The resources of the other services. A secret's ARN ends in random characters that Secrets Manager adds. */
const otherServices = {
  sqs: arn('ResolveInCrmQueue'),
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

/** IAM cannot limit it: it returns the names of all secrets of the account, but no values. */
const listSecrets = 'secretsmanager:ListSecrets';

function otherServiceStatements(actions: Action[]): object[] {
  const limited = Object.entries(otherServices).flatMap(([service, resource]) => {
    const own = actions.filter((action) => action.startsWith(`${service}:`) && action !== listSecrets);
    return own.length > 0 ? [allow(own, resource)] : [];
  });
  return [...limited, ...(actions.includes(listSecrets) ? [allow([listSecrets], '*')] : [])];
}

/**
 * What Lambda does with the function's role: it reads the events, and sends failed stream records to the dead-letter
 * queue.
 */
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

function allow(actions: string[], resource: object | '*'): object {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

function arn(logicalId: string): object {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

function policy(statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}
