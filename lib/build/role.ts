/** A DynamoDB action on the contacts table, `Query`, or on one of its indexes, `Query:byUpdatedAt`. */
export type Action = string;

/** The role of one function: `actions` on the contacts table, and writing to the function's own log. */
export function role(functionName: string, actions: Action[]): object {
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
            ...tableStatements(actions),
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
