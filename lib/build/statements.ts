import { type SecretKind, secretKinds, secretPathsOf } from '../contacts/secretPaths.ts';
import { limitPartition } from '../dynamo/table/keys.ts';
import { ownSource } from '../events/ownSource.ts';
import { arn } from './resources.ts';

/**
 * An action that a function may perform: a DynamoDB action on the contacts table (`Query`), on one of its indexes
 * (`Query:byDue`) or on the limits of tenants in it (`limits:UpdateItem`), a DynamoDB action on the table of API keys
 * (`keys:GetItem`), publishing one type of event (`events:PutEvents:contact.created`), an action on one kind of secrets
 * (`secretsmanager:GetSecretValue:crm`), or sending messages to one
 * queue (`sqs:SendMessage:ResolveInCrmQueue`).
 */
export type Action = string;

/** The parts of an event in serverless.yml that its role depends on. */
export interface EventSource {
  sqs?: { arn: object };
  stream?: { arn: object; destinations?: { onFailure: { arn: object } } };
  schedule?: unknown;
}

/**
 * The statements of an IAM policy that allow `actions`. `tableKey` is the ARN of the customer's KMS key of the tables,
 * or empty; the actions on tables and reading the stream of `events` need it.
 */
export const actionStatements = (actions: Action[], events: EventSource[], tableKey: string): object[] => [
  ...contactsStatements(actions),
  ...keysTableStatements(actions),
  ...limitStatements(actions),
  ...keyStatements(tableKey, actions, events),
  ...publishStatements(actions),
  ...queueStatements(actions),
  ...secretStatements(actions),
];

function contactsStatements(actions: Action[]): object[] {
  const onTable = actions.filter((action) => !action.includes(':'));
  const onIndexes = actions.filter((action) => /^[A-Z]\w+:/.test(action)).map((action) => action.split(':'));
  return [
    ...(onTable.length > 0 ? [allow(onTable.map(permission), arn('ContactsTable'))] : []),
    ...onIndexes.map(([action = '', index]) =>
      allow([permission(action)], { 'Fn::Join': ['/', [arn('ContactsTable'), 'index', index]] }),
    ),
  ];
}

/** Allows DynamoDB actions in the partitions of limits, which hold nothing else (lib/dynamo/table/keys.ts). */
function limitStatements(actions: Action[]): object[] {
  const own = withPrefix('limits:', actions).map(permission);
  const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [limitPartition('*')] } };
  return own.length > 0 ? [{ ...allow(own, arn('ContactsTable')), Condition }] : [];
}

function keysTableStatements(actions: Action[]): object[] {
  const own = withPrefix('keys:', actions).map(permission);
  return own.length > 0 ? [allow(own, arn('ApiKeysTable'))] : [];
}

/**
 * DynamoDB uses a customer's key with the permissions of its caller, so whoever reads or writes a table or reads a
 * stream needs them. They do not allow using the key without DynamoDB.
 */
function keyStatements(key: string, actions: Action[], events: EventSource[]): object[] {
  if (!key) return [];
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

/** IAM compares `events:source` as a list, so its condition needs `ForAllValues`. */
function publishStatements(actions: Action[]): object[] {
  const types = withPrefix('events:PutEvents:', actions);
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

function queueStatements(actions: Action[]): object[] {
  const queues = withPrefix('sqs:SendMessage:', actions);
  return queues.map((queue) => allow(['sqs:SendMessage'], arn(queue)));
}

/** IAM cannot limit it: it returns the names of all secrets of the account, but no values. */
const listSecrets = 'secretsmanager:ListSecrets';

function secretStatements(actions: Action[]): object[] {
  const limited = secretKinds.flatMap((kind) => {
    const own = actions.filter((action) => action.startsWith('secretsmanager:') && action.endsWith(`:${kind}`));
    return own.length > 0
      ? [
          allow(
            own.map((action) => action.slice(0, -kind.length - 1)),
            secretsOf(kind),
          ),
        ]
      : [];
  });
  return [...limited, ...(actions.includes(listSecrets) ? [allow([listSecrets], '*')] : [])];
}

/** A secret's ARN ends in random characters that Secrets Manager adds. */
const secretsOf = (kind: SecretKind): object => ({
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
      `/${secretPathsOf(kind)}*`,
    ],
  ],
});

/**
 * What Lambda does with the function's role: it reads the events, and sends failed stream records to the dead-letter
 * queue.
 */
export function eventStatements({ sqs, stream }: EventSource): object[] {
  const onFailure = stream?.destinations?.onFailure;
  return [
    ...(sqs ? [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], sqs.arn)] : []),
    ...(stream
      ? [allow(['DescribeStream', 'GetShardIterator', 'GetRecords', 'ListStreams'].map(permission), stream.arn)]
      : []),
    ...(onFailure ? [allow(['sqs:SendMessage'], onFailure.arn)] : []),
  ];
}

/** What follows a prefix in the actions that begin with it. */
const withPrefix = (prefix: string, actions: Action[]): string[] =>
  actions.filter((action) => action.startsWith(prefix)).map((action) => action.slice(prefix.length));

const permission = (action: string): string => `dynamodb:${action}`;

export const allow = (actions: string[], resource: object | '*'): object => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resource,
});
