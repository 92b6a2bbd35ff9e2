/** A CloudFormation resource. */
export interface Resource {
  Type: string;
  Properties: object;
}

/** A rule of the event bus. Its targets are queues. */
export interface Rule {
  Type: 'AWS::Events::Rule';
  Properties: {
    EventPattern: { source: unknown; 'detail-type': readonly (string | { prefix: string })[] };
    Targets: readonly { Arn: object; DeadLetterConfig: { Arn: object } }[];
  };
}

export const isRule = (resource: { readonly Type: string }): resource is Rule => resource.Type === 'AWS::Events::Rule';

/** The ARN of a resource, by its logical id. */
export const arn = (id: string): object => ({ 'Fn::GetAtt': [id, 'Arn'] });
