import { buildFunctions } from './buildFunctions.ts';
import type { Parameters } from './emulators/events/variables.ts';
import { readFunctionDefinitions } from './functionDefinitions.ts';
import { type FunctionServer, serveFunctions } from './serveFunctions.ts';
import { type LocalSettings, urlOf } from './settings.ts';

/**
 * Bundles the functions of serverless.yml and begins to serve them. Also returns the handler files. Throws if
 * serverless.yml has what is not emulated, or a handler does not compile.
 */
export async function startFunctions(
  { port, lambdaPort, eventsPort }: LocalSettings,
  parameters: Parameters,
): Promise<{ functions: FunctionServer; handlers: readonly string[] }> {
  const { definitions, handlers } = await readFunctionDefinitions(parameters, urlOf(eventsPort));
  const { file } = await buildFunctions(handlers);
  return { functions: serveFunctions({ definitions, file, port, lambdaPort }), handlers };
}
