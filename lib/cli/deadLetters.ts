/** `npm run dead-letters`: lists, retries or deletes the dead letters of the local service. */
import { existsSync } from 'node:fs';
import { deadLetterQueues, readDeclarations } from '../local/emulators/events/declarations.ts';
import { openQueues, type StoredMessage } from '../local/emulators/events/queues.ts';
import { queuesFile } from '../local/emulators/events/queuesDatabase.ts';
import { localSettings } from '../local/settings.ts';
import { run, UsageError } from './run.ts';

const usage = `Usage:
  npm run dead-letters                          lists the dead letters of the local queues, with their ids
  npm run dead-letters -- --redrive [<id>...]   moves these, or all, back to their source queues
  npm run dead-letters -- --remove <id>...      deletes these

All of them work while the local service runs and while it does not.`;

const config = {
  allowPositionals: true,
  options: { redrive: { type: 'boolean' }, remove: { type: 'boolean' } },
} as const;

await run(usage, config, async ({ positionals: ids, values: { redrive, remove } }) => {
  if (redrive && remove) throw new UsageError('--redrive and --remove exclude each other');
  if (remove && ids.length === 0) throw new UsageError('--remove needs the id of a dead letter');
  if (!redrive && !remove && ids.length > 0) throw new UsageError('An id needs --redrive or --remove');
  const { directory } = localSettings();
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
      const moved = queues.redrive(ids.length > 0 ? ids : undefined);
      const left = queues.list(deadLetters).filter(({ messageId }) => ids.length === 0 || ids.includes(messageId));
      report(moved, left.length);
      // What was asked for by name must happen.
      if (ids.length > 0 && left.length > 0) process.exitCode = 1;
    } else if (before.length === 0) console.log('No dead letters.');
    else for (const message of before) console.log(lineOf(message));
  } finally {
    queues.close();
  }
});

function report(moved: number, left: number): void {
  if (moved === 0 && left === 0) console.log('No dead letters.');
  if (moved > 0) console.log(`Moved back: ${moved}.`);
  if (left > 0) console.log(`Not moved, because they come from a stream and not from a queue: ${left}.`);
}

function lineOf({ queue, messageId, sentAt, receives, body }: StoredMessage): string {
  return [queue, messageId, `sent ${new Date(sentAt).toISOString()}`, `received ${receives} times`, body].join('  ');
}
