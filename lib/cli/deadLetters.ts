/** `npm run dead-letters`: lists the dead letters of the local service, or retries them with --redrive. */
import { existsSync } from 'node:fs';
import { deadLetterQueues, readDeclarations } from '../local/emulators/events/declarations.ts';
import { openQueues } from '../local/emulators/events/queues.ts';
import { queuesFile } from '../local/emulators/events/queuesDatabase.ts';
import { localSettings } from '../local/settings.ts';
import { run } from './run.ts';

const usage = `Usage:
  npm run dead-letters                 lists the dead letters of the local queues
  npm run dead-letters -- --redrive    moves them back to their source queues

Both work while the local service runs and while it does not.`;

await run(usage, { options: { redrive: { type: 'boolean' } } }, async ({ values: { redrive } }) => {
  const { directory } = localSettings();
  const declared = await readDeclarations({});
  // Opening a database that does not exist would create it.
  const queues = openQueues(declared.queues, existsSync(queuesFile(directory)) ? directory : undefined);
  const moved = redrive ? queues.redrive() : undefined;
  const left = queues.list(deadLetterQueues(declared));
  queues.close();

  if (moved) console.log(`Moved back: ${moved}.`);
  else if (left.length === 0) console.log('No dead letters.');
  if (redrive && left.length > 0)
    console.log(`Not moved, because they come from a stream and not from a queue: ${left.length}.`);
  if (redrive) return;
  for (const { queue, messageId, sentAt, receives, body } of left) {
    const columns = [queue, messageId, `sent ${new Date(sentAt).toISOString()}`, `received ${receives} times`, body];
    console.log(columns.join('  '));
  }
});
