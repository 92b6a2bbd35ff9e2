import { ownSource } from '../events/ownSource.ts';
import type { ParameterValues } from './parameters.ts';
import { arn, isRule, type Resource } from './resources.ts';

/**
 * Makes the resource policies of the event bus, by logical id. All requests need TLS. Only the functions with the roles
 * `publishers` may put events of the service's own source. `publisherAccounts` may put the events that a rule of
 * `resources` takes from `publisherSources`.
 */
export function eventBusPolicy(
  { publisherAccounts, publisherSources }: Pick<ParameterValues, 'publisherAccounts' | 'publisherSources'>,
  publishers: readonly string[],
  resources: Readonly<Record<string, { readonly Type: string }>>,
): Record<string, Resource & { DependsOn?: string }> {
  const statements: Record<string, object> = {
    EventBusTransportPolicy: {
      ...everybody,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    EventBusSourcePolicy: {
      ...everybody,
      Condition: {
        'ForAnyValue:StringEquals': { 'events:source': ownSource },
        ArnNotEquals: { 'aws:PrincipalArn': publishers.map(arn) },
      },
    },
    ...(publisherAccounts && {
      EventBusPolicy: {
        Effect: 'Allow',
        Principal: { AWS: publisherAccounts.split(',') },
        Action: 'events:PutEvents',
        Resource: arn('EventBus'),
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': publisherSources.split(',') },
          StringLike: { 'events:detail-type': outsideTypes(resources) },
        },
      },
    }),
  };
  const ids = Object.keys(statements);
  return Object.fromEntries(
    ids.map((id, i) => [
      id,
      {
        Type: 'AWS::Events::EventBusPolicy',
        // CloudFormation reads, changes and writes the one policy of the bus for each of them.
        ...(i > 0 && { DependsOn: ids[i - 1] }),
        Properties: { EventBusName: { Ref: 'EventBus' }, StatementId: id, Statement: statements[id] },
      },
    ]),
  );
}

const everybody = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'events:PutEvents',
  Resource: arn('EventBus'),
};

/** The types of the events from outside for which there is a rule, as IAM patterns. */
function outsideTypes(resources: Readonly<Record<string, { readonly Type: string }>>): string[] {
  return Object.values(resources).flatMap((resource) => {
    if (!isRule(resource)) return [];
    const { source, 'detail-type': types } = resource.Properties.EventPattern;
    if (Array.isArray(source) && source.includes(ownSource)) return [];
    return types.map((type) => (typeof type === 'string' ? type : `${type.prefix}*`));
  });
}
