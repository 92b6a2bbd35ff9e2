import { type Database, databaseError } from './database.ts';
import { trimStreams } from './streams.ts';
import { deleteExpiredItems } from './timeToLive.ts';
import { deleteExpiredTokens } from './tokens.ts';

/**
 * Deletes expired items, stream records and transaction tokens every `everyMs` milliseconds. The timer does not keep
 * the process alive. The returned function stops the timer and waits for a sweep in progress.
 */
export function startSweeping(database: Database, everyMs: number): () => Promise<void> {
  let sweep: Promise<void> | undefined;
  const timer = setInterval(() => {
    sweep ??= sweepOnce(database)
      .catch((error) => process.emitWarning(databaseError(database.directory, error)?.message ?? error))
      .finally(() => {
        sweep = undefined;
      });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await sweep;
  };
}

async function sweepOnce(database: Database): Promise<void> {
  await deleteExpiredItems(database);
  await trimStreams(database);
  await deleteExpiredTokens(database);
}
