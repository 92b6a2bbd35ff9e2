import { startBus } from './bus.ts';
import { deadLetterQueues, readDeclarations } from './declarations.ts';
import { invoker } from './lambda.ts';
import { runQueueMapping } from './queueMapping.ts';
import { openQueues } from './queues.ts';
import { runStreamMapping } from './streamMapping.ts';
import { openStream } from './streamReader.ts';
import type { Parameters } from './variables.ts';

export interface Events {
  /** Where PutEvents is answered. */
  readonly url: string;
  /** Resolves when all changes that the table's stream has at the call have been handled, or given up. */
  caughtUp(): Promise<void>;
  /** Resolves when what is being handled has been; what is left stays in the directory. */
  close(): Promise<void>;
}

export interface EventsOptions {
  readonly port: number;
  /** Where queues and checkpoints are kept; in memory if not given. */
  readonly directory?: string | undefined;
  /** Those of serverless.yml that are given on the command line. */
  readonly parameters: Parameters;
  /** Where the functions are invoked, by the Lambda API. */
  readonly lambdaUrl: string;
  /** URL of the engine. */
  readonly dynamodb: string;
  readonly tableName: string;
}

/**
 * Starts what brings events to the functions: the bus, its rules and queues, and the event source mappings, as serverless.yml
 * declares them. Throws a sentence on a declaration that it does not emulate; a taken port rejects with `code` EADDRINUSE.
 */
export async function startEvents(options: EventsOptions): Promise<Events> {
  const declared = await readDeclarations(options.parameters);
  const stream = openStream(options.dynamodb, options.tableName);
  const queues = openQueues(declared.queues, options.directory);
  const start = async () => {
    // A table without a stream ends the start, in place of being told of once a second.
    await stream.shards();
    return startBus(options.port, declared.bus, declared.rules, queues);
  };
  const bus = await start().catch((error) => {
    queues.close();
    stream.close();
    throw error;
  });
  for (const queue of deadLetterQueues(declared))
    queues.onSent(queue, () => console.error(`Something lies in ${queue}: npm run dead-letters shows it.`));

  const invoke = invoker(options.lambdaUrl);
  const queueMappings = declared.mappings
    .filter((mapping) => mapping.from === 'queue')
    .map((mapping) => runQueueMapping(mapping, queues, invoke));
  const streamMappings = declared.mappings
    .filter((mapping) => mapping.from === 'stream')
    .map((mapping) => runStreamMapping(mapping, stream, queues, invoke));
  return {
    url: bus.url,
    async caughtUp() {
      await Promise.all(streamMappings.map((mapping) => mapping.caughtUp()));
    },
    async close() {
      await bus.close();
      await Promise.all([...queueMappings, ...streamMappings].map((mapping) => mapping.close()));
      queues.close();
      stream.close();
    },
  };
}
