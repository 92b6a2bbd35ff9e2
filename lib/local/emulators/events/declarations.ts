import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../settings.ts';
import { type Mapping, parseMappings } from './mappings.ts';
import { parseQueue, parseRule, type Queue, type Rule } from './resources.ts';
import { reject, section, text } from './section.ts';
import { fillIn, type Parameters } from './variables.ts';

/** The stage whose parameters are used locally. */
export const stage = 'dev';

/** The parameters of the stage in serverless.yml, and those that override them. */
export const allParameters = (template: { params?: Record<string, object> }, parameters: Parameters): Parameters => ({
  ...template.params?.default,
  ...template.params?.[stage],
  ...parameters,
});

export interface Declarations {
  readonly bus: string;
  readonly rules: readonly Rule[];
  readonly queues: readonly Queue[];
  readonly mappings: readonly Mapping[];
}

/** The resource types that are emulated or have no effect locally. */
const knownTypes = /^AWS::(Events::(EventBus|Rule)|SQS::Queue|(Events|SQS)::\w+Policy)$/;

/**
 * Reads the event bus, rules, queues and event source mappings from serverless.yml. `parameters` override those of the
 * stage. Throws for declarations that would behave differently on AWS.
 */
export async function readDeclarations(
  parameters: Parameters,
  file = join(root, 'serverless.yml'),
): Promise<Declarations> {
  const template = parse(await readFile(file, 'utf8'));
  const all = allParameters(template, parameters);
  const resources = Object.entries(section(template.resources?.Resources, 'resources').fields).map(([id, resource]) => {
    const { Type: type, Properties } = section(resource, id).fields;
    return { id, type: text(type, `${id}.Type`), properties: () => fillIn(Properties, all, stage) };
  });
  for (const { id, type } of resources)
    if (/^AWS::(Events|SQS|Lambda|Pipes|Scheduler)::/.test(type) && !knownTypes.test(type))
      reject(id, `has the type ${type}, which is not emulated`);
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);

  const service = text(template.service, 'service');
  const [bus, another] = ofType('AWS::Events::EventBus');
  if (!bus || another) reject('resources', 'must have exactly one event bus');
  const declared = {
    bus: text(section(bus.properties(), bus.id, ['Name']).fields.Name, `${bus.id}.Name`),
    rules: ofType('AWS::Events::Rule').map(({ id, properties }) => parseRule(id, properties(), bus.id)),
    queues: ofType('AWS::SQS::Queue').map(({ id, properties }) => parseQueue(id, properties())),
    mappings: Object.entries(section(template.functions, 'functions').fields).flatMap(([name, definition]) => {
      const { events, timeout = template.provider?.timeout } = section(definition, name).fields;
      const mappings = parseMappings(name, fillIn(events, all, stage), fillIn(timeout, all, stage));
      // The name of the deployed function.
      return mappings.map((mapping) => ({ ...mapping, functionName: `${service}-${stage}-${name}` }));
    }),
  };
  const used = [
    ...declared.rules.flatMap(({ queues }) => queues),
    ...declared.mappings.flatMap((mapping) => (mapping.from === 'queue' ? mapping.queue : [])),
    ...deadLetterQueues(declared),
  ];
  for (const id of used)
    if (!declared.queues.some((queue) => queue.id === id)) reject(id, 'is used as a queue but is not declared as one');
  return declared;
}

/** The ids of all dead-letter queues and on-failure destinations. */
export function deadLetterQueues({ queues, mappings }: Pick<Declarations, 'queues' | 'mappings'>): string[] {
  const named = [
    ...queues.map(({ redrive }) => redrive?.deadLetters),
    ...mappings.map((mapping) => (mapping.from === 'stream' ? mapping.onFailure : undefined)),
  ];
  return [...new Set(named.filter((id) => id !== undefined))];
}
