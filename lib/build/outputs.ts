import { arn } from './resources.ts';

/** A CloudFormation output. */
export interface Output {
  Value: object;
}

/** The outputs of a resource by its type. Each is named after the resource's logical id. */
const outputsByType: Readonly<Record<string, (id: string) => Record<string, object>>> = {
  'AWS::Events::EventBus': (id) => ({ [`${id}Name`]: ref(id), [`${id}Arn`]: arn(id) }),
  'AWS::DynamoDB::Table': (id) => ({ [`${id}Name`]: ref(id), [`${id}Arn`]: arn(id) }),
  'AWS::SQS::Queue': (id) => ({ [`${id}Url`]: ref(id), [`${id}Arn`]: arn(id) }),
  'AWS::CloudWatch::Dashboard': (id) => ({
    [`${id}Url`]: {
      'Fn::Sub': `https://\${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=\${AWS::Region}#dashboards/dashboard/\${${id}}`,
    },
  }),
};

/**
 * Makes the outputs of the stack, by name: name and ARN of the event bus and each table, URL and ARN of each queue, and
 * the URL of the dashboard in the console. The framework adds `HttpApiUrl`.
 */
export function outputs(resources: Readonly<Record<string, { readonly Type: string }>>): Record<string, Output> {
  const values = Object.entries(resources).flatMap(([id, { Type }]) => Object.entries(outputsByType[Type]?.(id) ?? {}));
  return Object.fromEntries(values.map(([name, Value]) => [name, { Value }]));
}

function ref(id: string): object {
  return { Ref: id };
}
