/**
 * The worker thread in which serverless-offline serves the functions of `workerData`. It posts `ready`, and takes the
 * messages `reload` (load the bundle again at the next call) and `stop` (finish the requests in progress).
 */
import { subscribe } from 'node:diagnostics_channel';
import { Server } from 'node:http';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { logger } from '../logger.ts';
import type { FunctionDefinitions } from './functionDefinitions.ts';
import { behaveLikeApiGateway, type GatewayServer } from './gateway.ts';
import { refuseForeign } from './refuseForeign.ts';
import { root } from './settings.ts';

export interface FunctionServerData {
  definitions: FunctionDefinitions;
  /** The bundle that contains the functions. */
  file: string;
  port: number;
  lambdaPort: number;
}

type Log = Record<'debug' | 'error' | 'info' | 'notice' | 'verbose' | 'warning', (...details: unknown[]) => void>;

/** The parts used here of serverless-offline's plugin, which has no types. */
type ServerlessOffline = new (
  framework: object,
  options: object,
  utils: { log: Log },
) => { start(): Promise<void>; internals(): { getApiGatewayServer(): GatewayServer } };

/** How long requests in progress may take after `stop`. */
const stopMs = 5000;

const require = createRequire(import.meta.url);
const { definitions, file, port, lambdaPort }: FunctionServerData = workerData;
const { default: Offline }: { default: ServerlessOffline } = require('serverless-offline');

process.setSourceMapsEnabled(true);
const guarded = new Set<number>();
// Before a server listens. serverless-offline has no access to its Lambda server. CORS is up to the functions.
subscribe('tracing:net.server.listen:asyncStart', (message) => {
  const { server, options } = Object(message);
  if (!(server instanceof Server)) return;
  refuseForeign(server, options.port === port ? 'any' : 'own');
  guarded.add(options.port);
});
// serverless-offline prints a large table of routes and has no option to turn it off.
const { log } = console;
console.log = () => undefined;
const offline = new Offline(frameworkWith(definitions), { httpPort: port, lambdaPort }, { log: quietLog() });
await offline.start();
console.log = log;
if (!guarded.has(port) || !guarded.has(lambdaPort)) throw new Error('A server listens to the requests of any web page');

const server = offline.internals().getApiGatewayServer();
behaveLikeApiGateway(server);
parentPort?.on('message', async (message) => {
  if (message === 'reload') delete require.cache[file];
  if (message === 'stop') {
    await server.stop({ timeout: stopMs });
    parentPort?.postMessage('stopped');
  }
});
parentPort?.postMessage('ready');

/** What serverless-offline uses of the framework, so that the framework itself need not be loaded. */
function frameworkWith(service: FunctionDefinitions): object {
  const { functions } = service;
  return {
    serviceDir: root,
    config: { servicePath: root },
    service: {
      ...service,
      getAllFunctions: () => Object.keys(functions),
      getFunction: (name: string) => functions[name],
      getAllEventsInFunction: (name: string) => functions[name]?.events,
    },
  };
}

/** Only errors, without their messages, which may have personal data; the gateway logs requests. */
function quietLog(): Log {
  const ignore = () => undefined;
  const report = (...details: unknown[]) => {
    const error = details.find((detail) => detail instanceof Error);
    if (error) logger.failure('function failed', error, {});
  };
  return { debug: ignore, error: report, info: ignore, notice: ignore, verbose: ignore, warning: report };
}
