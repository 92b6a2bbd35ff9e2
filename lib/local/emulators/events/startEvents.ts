import { logger } from '../../../logger.ts';
import type { Part } from '../../parts.ts';
import { startBus } from './bus.ts';
import { deadLetterQueues, readDeclarations } from './declarations.ts';
import { createInvoke } from './lambda.ts';
import { runQueueMapping } from './queueMapping.ts';
import { openQueues } from './queues.ts';
import { type OnStreamRecord, runStreamMapping } from './streamMapping.ts';
import { openStream } from './streamReader.ts';
import type { Parameters } from './variables.ts';

export interface Events extends Part {
  /** The endpoint for PutEvents and SendMessageBatch. */
  readonly url: string;
  /**
   * Resolves when all records now in the table's stream, and then all visible messages in the queues, have been
   * processed.
   */
  caughtUp(): Promise<void>;
  /** Invokes functions no more. Resolves when the batches in progress are done; messages can still be sent. */
  finish(): Promise<void>;
  /** Stops everything. Resolves when the batches in progress are done; other messages stay in the directory. */
  close(): Promise<void>;
}

export interface EventsOptions {
  readonly port: number;
  /** The directory of the queues and checkpoints; they are in memory if it is absent. */
  readonly directory?: string | undefined;
  /** Overrides of serverless.yml's parameters. */
  readonly parameters: Parameters;
  /** The endpoint of the Lambda API that invokes the functions. */
  readonly lambdaUrl: string;
  /** The endpoint of DynamoDB. */
  readonly dynamodb: string;
  readonly tableName: string;
  /** Calls the listener after each change of the table's stream. If it is absent, the stream is polled. */
  readonly onStreamRecord?: OnStreamRecord | undefined;
}

/**
 * Starts the event bus, rules, queues and event source mappings of serverless.yml. Rejects for declarations that are
 * not emulated, and with `code` EADDRINUSE for a port that is in use.
 */
export async function startEvents(options: EventsOptions): Promise<Events> {
  const declared = await readDeclarations(options.parameters);
  const stream = openStream(options.dynamodb, options.tableName);
  const queues = openQueues(declared.queues, options.directory);
  const start = async () => {
    // Fails at once if the table has no stream; the stream mapping would report it again and again.
    await stream.shards();
    return startBus(options.port, declared.bus, declared.rules, queues);
  };
  const bus = await start().catch((error) => {
    queues.close();
    stream.close();
    throw error;
  });
  for (const queue of deadLetterQueues(declared))
    queues.onSent(queue, () => logger.error('dead letter; show it with npm run dead-letters', { queue }));

  const invoke = createInvoke(options.lambdaUrl);
  const queueMappings = declared.mappings
    .filter((mapping) => mapping.from === 'queue')
    .map((mapping) => runQueueMapping(mapping, queues, invoke));
  const streamMappings = declared.mappings
    .filter((mapping) => mapping.from === 'stream')
    .map((mapping) => runStreamMapping(mapping, stream, queues, invoke, options.onStreamRecord));
  const finish = async () => {
    await Promise.all([...queueMappings, ...streamMappings].map((mapping) => mapping.close()));
  };
  return {
    url: bus.url,
    async caughtUp() {
      await Promise.all(streamMappings.map((mapping) => mapping.caughtUp()));
      await Promise.all(queueMappings.map((mapping) => mapping.caughtUp()));
    },
    failed: queues.failed,
    finish,
    async close() {
      await bus.close();
      await finish();
      queues.close();
      stream.close();
    },
  };
}
