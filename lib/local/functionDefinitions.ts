import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { localBundle } from './buildFunctions.ts';
import { allParameters, stage } from './emulators/events/declarations.ts';
import { fillIn, type Parameters } from './emulators/events/variables.ts';
import { type Environment, resolveQueueUrls } from './resolveQueueUrls.ts';
import { root } from './settings.ts';

export interface FunctionDefinition {
  /** The name in the Lambda API. */
  name: string;
  /** In seconds. */
  timeout?: number;
  /** The path of the file without its extension, a dot and the name of the export. */
  handler: string;
  environment?: Environment;
  events: object[];
}

/** The part of serverless.yml that serverless-offline reads, in the form that the framework gives it. */
export interface FunctionDefinitions {
  service: string;
  provider: { environment: Environment; httpApi?: object; name?: string; runtime?: string };
  custom: object;
  functions: Record<string, FunctionDefinition>;
}

/**
 * Reads the functions from serverless.yml as serverless-offline needs them. Their handlers are in the local bundle, and
 * references to queues are URLs of the emulator at `eventsUrl`. `parameters` override those of the stage. Also returns
 * the handler files. Throws for variables and references that are not emulated.
 */
export async function readFunctionDefinitions(
  parameters: Parameters,
  eventsUrl: string,
  file = join(root, 'serverless.yml'),
): Promise<{ definitions: FunctionDefinitions; handlers: string[] }> {
  const template = parse(await readFile(file, 'utf8'));
  const { service, provider, custom, functions } = template;
  const needed = {
    service,
    provider: { ...provider, stage, deploymentBucket: undefined, logs: undefined },
    custom: { 'serverless-offline': custom?.['serverless-offline'] },
    functions,
  };
  const definitions = fillIn(needed, allParameters(template, parameters), stage) as FunctionDefinitions;
  const handlers: string[] = [];
  resolveQueueUrls(definitions.provider.environment, template.resources.Resources, eventsUrl);
  for (const [name, definition] of Object.entries(definitions.functions)) {
    const [path = '', exported] = definition.handler.split('.');
    handlers.push(`${path}.ts`);
    definition.name = `${service}-${stage}-${name}`;
    definition.handler = `${localBundle}.${basename(path)}.${exported}`;
    resolveQueueUrls(definition.environment ?? {}, template.resources.Resources, eventsUrl);
  }
  return { definitions, handlers };
}
