import type { Database } from './database.ts';
import { trimStreams } from './streams.ts';
import { deleteExpiredItems } from './timeToLive.ts';
import { forgetOldTokens } from './tokens.ts';

/**
 * Deletes what has expired (items, stream records, transaction tokens) every `everyMs` milliseconds, without keeping the
 * process alive. The returned function stops it and waits for a sweep under way.
 */
export function startSweeping(database: Database, everyMs: number): () => Promise<void> {
  let sweep: Promise<void> | undefined;
  const timer = setInterval(() => {
    sweep ??= sweepOnce(database)
      .catch((error) => process.emitWarning(error))
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
  await forgetOldTokens(database);
}
