import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from '../logger.ts';

/** Longer than requests may take to finish. */
const maxStopMs = 10_000;

/** npm passes on the signal of a Ctrl-C that the terminal has already sent to this process. */
const repeatedSignalMs = 500;

/**
 * Ends the process with `stop` on the first SIGINT, SIGTERM or SIGHUP, when nothing reads its output any more, or when
 * npm has died; and at once on the second signal. `stop` has ten seconds. `say` tells the developer what happens.
 */
export function onStopSignals(
  stop: () => Promise<unknown>,
  say = (text: string) => logger.info(text, {}),
): { readonly isStopping: boolean } {
  let stoppingSince: number | undefined;

  async function stopOrEnd(): Promise<void> {
    const now = performance.now();
    if (stoppingSince !== undefined && now > stoppingSince + repeatedSignalMs) process.exit(130);
    if (stoppingSince !== undefined) return;
    stoppingSince = now;
    say('stopping; stop again to end at once');
    await Promise.race([
      stop().catch((error) => logger.failure('not stopped properly', error, {})),
      sleep(maxStopMs, undefined, { ref: false }),
    ]);
    process.exit(0);
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopOrEnd);
  // Without these listeners, the process would crash. A closed terminal also sends SIGHUP.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', stopOrEnd);
  if (process.env.npm_lifecycle_event) whenOrphaned(stopOrEnd);
  return {
    get isStopping() {
      return stoppingSince !== undefined;
    },
  };
}

/** Calls `then` when npm was killed by SIGKILL, the one signal that it cannot pass on. */
function whenOrphaned(then: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    then();
  }, 500);
  watch.unref();
}
