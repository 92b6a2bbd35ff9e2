import { role } from '../../../lib/build/role.ts';
import type { EventSource } from '../../../lib/build/statements.ts';
import { ownSource } from '../../../lib/events/ownSource.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const table = arn('ContactsTable');

/** The statements of a role, without the one for its log. */
const statementsOf = (actions: string[], events: EventSource[] = [], options: Parameters<typeof role>[3] = {}) => {
  const { Policies } = Object(role('ListContacts', actions, events, options).Properties);
  const [log, ...others] = Policies[0].PolicyDocument.Statement;
  expect(log).toEqual({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: arn('ListContactsLogGroup'),
  });
  return others;
};

describe('role', () => {
  it('allows writing the log of the function, and nothing else without actions and events', () => {
    expect(statementsOf([])).toEqual([]);
  });

  it('allows sending traces if the function is traced', () => {
    expect(statementsOf([], [], { isTraced: true })).toEqual([
      { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
    ]);
  });

  it('can be assumed by Lambda only', () => {
    expect(role('ListContacts', []).Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    });
  });

  it('allows a query on an index on that index only', () => {
    expect(statementsOf(['GetItem', 'Query:byDue'])).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: table },
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: { 'Fn::Join': ['/', [table, 'index', 'byDue']] } },
    ]);
  });

  it('allows actions on the table of API keys on that table only', () => {
    expect(statementsOf(['GetItem', 'keys:GetItem', 'keys:Query'])).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: table },
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: arn('ApiKeysTable') },
    ]);
  });

  it('allows updates of limits in their own partitions only, so that no contact can be written', () => {
    expect(statementsOf(['GetItem', 'limits:UpdateItem'])).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: table },
      {
        Effect: 'Allow',
        Action: ['dynamodb:UpdateItem'],
        Resource: table,
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['limits#*'] } },
      },
    ]);
  });

  it('allows publishing the declared types of events on the event bus only, with the source of the service', () => {
    expect(statementsOf(['events:PutEvents:contact.created', 'events:PutEvents:contact.updated'])).toEqual([
      {
        Effect: 'Allow',
        Action: ['events:PutEvents'],
        Resource: arn('EventBus'),
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': ownSource },
          StringEquals: { 'events:detail-type': ['contact.created', 'contact.updated'] },
        },
      },
    ]);
  });

  it("allows using the table's own key through DynamoDB only, and encrypting only to writers", () => {
    const tableKey = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const keyActions = (actions: string[], events: EventSource[] = []) =>
      statementsOf(actions, events, { tableKey })
        .filter(({ Resource }: { Resource: unknown }) => Resource === tableKey)
        .map(({ Action, Condition }: { Action: string[]; Condition: object }) => {
          expect(Condition).toEqual({
            StringEquals: {
              'kms:ViaService': { 'Fn::Join': ['.', ['dynamodb', { Ref: 'AWS::Region' }, { Ref: 'AWS::URLSuffix' }]] },
            },
          });
          return Action;
        });
    const [reads, writes] = [
      ['kms:Decrypt', 'kms:DescribeKey'],
      ['kms:Encrypt', 'kms:GenerateDataKey'],
    ];
    expect(keyActions(['GetItem'])).toEqual([reads]);
    expect(keyActions(['Query:byDue'])).toEqual([reads]);
    expect(keyActions(['keys:GetItem'])).toEqual([reads]);
    expect(keyActions([], [{ stream: { arn: arn('Stream') } }])).toEqual([reads]);
    expect(keyActions(['GetItem', 'UpdateItem'])).toEqual([expect.arrayContaining([...reads, ...writes])]);
    expect(keyActions(['events:PutEvents:contact.created'])).toEqual([]);
    expect(statementsOf(['GetItem'])).toHaveLength(1);
  });

  it('allows actions on secrets on those of a kind only, except listing, which IAM cannot limit', () => {
    const actions = ['ListSecrets', 'DeleteSecret:crm', 'DeleteSecret:webhook', 'CreateSecret:webhook'];
    const statements = statementsOf(actions.map((action) => `secretsmanager:${action}`));
    const pathOf = (resource: object) => JSON.stringify(resource).match(/\/\w+\/\*/)?.[0] ?? resource;
    expect(
      statements.map(({ Resource, Action }: { Resource: object; Action: string[] }) => [pathOf(Resource), Action]),
    ).toEqual([
      ['/crm/*', ['secretsmanager:DeleteSecret']],
      ['/webhook/*', ['secretsmanager:DeleteSecret', 'secretsmanager:CreateSecret']],
      ['*', ['secretsmanager:ListSecrets']],
    ]);
  });

  it('allows reading a queue, reading a stream and sending its failed records to their queue', () => {
    const stream = { arn: arn('Stream'), destinations: { onFailure: { arn: arn('DeadLetters') } } };
    const statements = statementsOf([], [{ sqs: { arn: arn('Queue') } }, { stream }]);
    expect(
      statements.map(({ Resource, Action }: { Resource: object; Action: string[] }) => [Resource, Action]),
    ).toEqual([
      [arn('Queue'), ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']],
      [
        arn('Stream'),
        ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords', 'dynamodb:ListStreams'],
      ],
      [arn('DeadLetters'), ['sqs:SendMessage']],
    ]);
  });
});
