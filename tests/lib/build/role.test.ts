import { type EventSource, role } from '../../../lib/build/role.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const table = arn('ContactsTable');

/** The statements of a role, without the one for its log. */
const statementsOf = (actions: string[], events: EventSource[] = [], isTraced?: boolean) => {
  const { Policies } = Object(role('ListContacts', actions, events, isTraced).Properties);
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
    expect(statementsOf([], [], true)).toEqual([
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

  it('allows publishing on the event bus only', () => {
    expect(statementsOf(['events:PutEvents'])).toEqual([
      { Effect: 'Allow', Action: ['events:PutEvents'], Resource: arn('EventBus') },
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
