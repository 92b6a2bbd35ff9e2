/** `npm run dead-letters`: lists, retries or deletes the dead letters of the local service. */
import { existsSync } from 'node:fs';
import { deadLetterQueues, readDeclarations } from '../local/emulators/events/declarations.ts';
import { createInvoke } from '../local/emulators/events/lambda.ts';
import { openQueues, type Queues, type StoredMessage } from '../local/emulators/events/queues.ts';
import { queuesFile } from '../local/emulators/events/queuesDatabase.ts';
import { type LocalSettings, localEnvironment, localSettings, tableName, urlOf } from '../local/settings.ts';
import { run, UsageError } from './run.ts';
import { throwNotRunning } from './runningService.ts';

const usage = `Usage:
  npm run dead-letters                          lists the dead letters of the local queues, with their ids
  npm run dead-letters -- --redrive [<id>...]   moves these, or all, back to their source queues, and hands those of
                                                the stream to their functions again
  npm run dead-letters -- --remove <id>...      deletes these

All of them work while the local service runs and while it does not, except for dead letters of the stream: these can be
handed to their functions only while it runs.`;

const config = {
  allowPositionals: true,
  options: { redrive: { type: 'boolean' }, remove: { type: 'boolean' } },
} as const;

await run(usage, config, async ({ positionals: ids, values: { redrive, remove } }) => {
  if (redrive && remove) throw new UsageError('--redrive and --remove exclude each other');
  if (remove && ids.length === 0) throw new UsageError('--remove needs the id of a dead letter');
  if (!redrive && !remove && ids.length > 0) throw new UsageError('An id needs --redrive or --remove');
  const settings = localSettings();
  const { directory } = settings;
  const declared = await readDeclarations({});
  const deadLetters = deadLetterQueues(declared);
  // Opening a database that does not exist would create it.
  const queues = openQueues(declared.queues, existsSync(queuesFile(directory)) ? directory : undefined);
  try {
    const before = queues.list(deadLetters);
    const unknown = ids.filter((id) => !before.some(({ messageId }) => messageId === id));
    if (unknown.length > 0) throw new Error(`There is no dead letter ${unknown.join(', ')}, so nothing was changed.`);
    if (remove) {
      queues.discard(deadLetters, ids);
      console.log(`Deleted: ${new Set(ids).size}.`);
    } else if (redrive) {
      if (before.length === 0) console.log('No dead letters.');
      const moved = queues.redrive(ids.length > 0 ? ids : undefined);
      if (moved > 0) console.log(`Moved back: ${moved}.`);
      const left = queues.list(deadLetters).filter(({ messageId }) => ids.length === 0 || ids.includes(messageId));
      if (left.length > 0) await redeliverAll(left, queues, settings);
    } else if (before.length === 0) console.log('No dead letters.');
    else for (const message of before) console.log(lineOf(message));
  } finally {
    queues.close();
  }
});

/** Hands the records of the stream to their functions again, in their order, and deletes what has succeeded. */
async function redeliverAll(deadLetters: StoredMessage[], queues: Queues, settings: LocalSettings): Promise<void> {
  const endpoint = settings.dynamoDbEndpoint ?? urlOf(settings.dynamoDbPort);
  Object.assign(process.env, localEnvironment(endpoint));
  // These load the AWS SDK, which the other uses of the command do without.
  const { openStream } = await import('../local/emulators/events/streamReader.ts');
  const { redeliver } = await import('../local/emulators/events/redeliver.ts');
  const stream = openStream(endpoint, tableName);
  const invoke = createInvoke(urlOf(settings.lambdaPort));
  let failed = 0;
  for (const { queue, messageId, body } of deadLetters) {
    try {
      await redeliver(body, stream, invoke);
      queues.discard([queue], [messageId]);
    } catch (error) {
      if (isRefused(error)) throwNotRunning();
      console.error(`${messageId} stays: ${error instanceof Error ? error.message : error}`);
      failed++;
    }
  }
  stream.close();
  if (failed < deadLetters.length) console.log(`Handled: ${deadLetters.length - failed}.`);
  if (failed > 0) process.exitCode = 1;
}

/** Whether nobody listens on the port. */
function isRefused(error: unknown): boolean {
  return [error, Object(error).cause].some((each) => Object(each).code === 'ECONNREFUSED');
}

function lineOf({ queue, messageId, sentAt, receives, body }: StoredMessage): string {
  return [queue, messageId, `sent ${new Date(sentAt).toISOString()}`, `received ${receives} times`, body].join('  ');
}
