import { queuePolicy } from '../../../lib/build/queuePolicy.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const target = (id: string) => ({ Arn: arn(id), DeadLetterConfig: { Arn: arn(`${id}Dead`) } });
const resources = {
  Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [target('One'), target('Two')] } },
  One: { Type: 'AWS::SQS::Queue' },
  OneDead: { Type: 'AWS::SQS::Queue' },
  Other: { Type: 'AWS::SQS::Queue' },
};

describe('queuePolicy', () => {
  const { Queues, PolicyDocument } = Object(queuePolicy(resources).Properties);

  it('requires TLS for every request to every queue', () => {
    const all = ['One', 'OneDead', 'Other'];
    expect(Queues).toEqual(all.map((id) => ({ Ref: id })));
    expect(PolicyDocument.Statement[0]).toEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sqs:*',
      Resource: all.map(arn),
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('lets a rule send to its targets and their dead-letter queues, and to no other queue', () => {
    expect(PolicyDocument.Statement.slice(1)).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: [arn('One'), arn('OneDead'), arn('Two'), arn('TwoDead')],
        Condition: { ArnEquals: { 'aws:SourceArn': arn('Rule') } },
      },
    ]);
  });
});
