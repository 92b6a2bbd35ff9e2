import { arn, isRule, type Resource, type Rule } from './resources.ts';

/**
 * Makes the resource policy of all queues: requests need TLS, and each rule of the event bus may send to its targets
 * and their dead-letter queues. Other senders need permission in their own roles.
 */
export function queuePolicy(resources: Readonly<Record<string, { readonly Type: string }>>): Resource {
  const queues = Object.keys(resources).filter((id) => resources[id]?.Type === 'AWS::SQS::Queue');
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: queues.map((id) => ({ Ref: id })),
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: queues.map(arn),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          ...Object.entries(resources).flatMap(([id, resource]) => (isRule(resource) ? allowRule(id, resource) : [])),
        ],
      },
    },
  };
}

function allowRule(id: string, { Properties: { Targets } }: Rule): object {
  return {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Targets.flatMap(({ Arn, DeadLetterConfig }) => [Arn, DeadLetterConfig.Arn]),
    Condition: { ArnEquals: { 'aws:SourceArn': arn(id) } },
  };
}
