import { outputs } from '../../../lib/build/outputs.ts';

describe('outputs', () => {
  it('are the name and ARN of the bus and the table, the URL and ARN of a queue, and the URL of a dashboard', () => {
    const resources = {
      Bus: { Type: 'AWS::Events::EventBus' },
      Table: { Type: 'AWS::DynamoDB::Table' },
      Queue: { Type: 'AWS::SQS::Queue' },
      Rule: { Type: 'AWS::Events::Rule' },
      Dashboard: { Type: 'AWS::CloudWatch::Dashboard' },
    };
    expect(outputs(resources)).toEqual({
      BusName: { Value: { Ref: 'Bus' } },
      BusArn: { Value: { 'Fn::GetAtt': ['Bus', 'Arn'] } },
      TableName: { Value: { Ref: 'Table' } },
      TableArn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] } },
      QueueUrl: { Value: { Ref: 'Queue' } },
      QueueArn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      DashboardUrl: { Value: { 'Fn::Sub': expect.stringMatching(/#dashboards\/dashboard\/\$\{Dashboard\}$/) } },
    });
  });
});
