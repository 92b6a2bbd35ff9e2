import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../../settings.ts';
import { type Mapping, mappingsOf } from './mappings.ts';
import { type Queue, queueOf, type Rule, ruleOf } from './resources.ts';
import { reject, section, text } from './section.ts';
import { fillIn, type Parameters } from './variables.ts';

/** The stage that this machine is. */
const stage = 'dev';

export interface Declarations {
  readonly bus: string;
  readonly rules: readonly Rule[];
  readonly queues: readonly Queue[];
  readonly mappings: readonly Mapping[];
}

/** Types of resources that are emulated, or mean nothing on this machine. */
const known = /^AWS::(Events::(EventBus|Rule)|SQS::Queue|(Events|SQS)::\w+Policy)$/;

/**
 * What serverless.yml declares of events, with `parameters` over those of the stage. Throws a sentence on whatever there
 * would behave otherwise on AWS than here.
 */
export async function readDeclarations(
  parameters: Parameters,
  file = join(root, 'serverless.yml'),
): Promise<Declarations> {
  const template = parse(await readFile(file, 'utf8'));
  const all = { ...template.params?.default, ...template.params?.[stage], ...parameters };
  const resources = Object.entries(section(template.resources?.Resources, 'resources').fields).map(([id, resource]) => {
    const { Type: type, Properties } = section(resource, id).fields;
    return { id, type: text(type, `${id}.Type`), properties: () => fillIn(Properties, all, stage) };
  });
  for (const { id, type } of resources)
    if (/^AWS::(Events|SQS|Lambda|Pipes|Scheduler)::/.test(type) && !known.test(type))
      reject(id, `has the type ${type}, which is not emulated`);
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);

  const service = text(template.service, 'service');
  const [bus, another] = ofType('AWS::Events::EventBus');
  if (!bus || another) reject('resources', 'must have exactly one event bus');
  const declared = {
    bus: text(section(bus.properties(), bus.id, ['Name']).fields.Name, `${bus.id}.Name`),
    rules: ofType('AWS::Events::Rule').map(({ id, properties }) => ruleOf(id, properties(), bus.id)),
    queues: ofType('AWS::SQS::Queue').map(({ id, properties }) => queueOf(id, properties())),
    mappings: Object.entries(section(template.functions, 'functions').fields).flatMap(([name, definition]) => {
      const { events, timeout = template.provider?.timeout } = section(definition, name).fields;
      const mappings = mappingsOf(name, fillIn(events, all, stage), fillIn(timeout, all, stage));
      // As it is called when it is deployed.
      return mappings.map((mapping) => ({ ...mapping, functionName: `${service}-${stage}-${name}` }));
    }),
  };
  const used = [
    ...declared.rules.flatMap(({ queues }) => queues),
    ...declared.mappings.flatMap((mapping) => (mapping.from === 'queue' ? mapping.queue : [])),
    ...deadLetterQueues(declared),
  ];
  for (const id of used)
    if (!declared.queues.some((queue) => queue.id === id)) reject(id, 'is used as a queue and is none');
  return declared;
}

/** The queues that take what could not be handled. */
export function deadLetterQueues({ queues, mappings }: Pick<Declarations, 'queues' | 'mappings'>): string[] {
  const named = [
    ...queues.map(({ redrive }) => redrive?.deadLetters),
    ...mappings.map((mapping) => (mapping.from === 'stream' ? mapping.onFailure : undefined)),
  ];
  return [...new Set(named.filter((id) => id !== undefined))];
}
