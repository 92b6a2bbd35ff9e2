import { logger } from '../logger.ts';
import { exitWith } from './settings.ts';
import { onStopSignals } from './stopSignals.ts';

/** A part of the service that runs until it is closed. */
export interface Part {
  /** Takes no more work. Resolves when its work in progress is done, for which the other parts still run. */
  finish?(): Promise<unknown>;
  close(): Promise<unknown>;
  /** Resolves if the part can no longer work. */
  readonly failed?: Promise<Error>;
}

export interface Parts {
  /** Runs one step of the start and logs its duration. Ends the process with the step's error. */
  step<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** Closes the part when the process is told to stop, before the parts that were added earlier. */
  add<P extends Part>(part: P): P;
  /** Ends the process with an error, or waits for its end if it is being stopped, which makes other steps fail. */
  fail(error: Error): Promise<never>;
}

/** Runs parts in this process until a signal tells it to stop or a part fails. */
export function runParts(): Parts {
  const parts: Part[] = [];
  const stopping = onStopSignals(async () => {
    // Requests and batches in progress may finish; a batch would be delivered again.
    await Promise.all(parts.map((part) => part.finish?.()));
    for (const part of parts.toReversed()) await part.close();
  });
  const fail = (error: Error): Promise<never> =>
    stopping.isStopping ? new Promise(() => {}) : exitWith(error.message);
  return {
    fail,
    async step(what, work) {
      const start = performance.now();
      const result = await work().catch(fail);
      logger.info('started', { what, ms: Math.round(performance.now() - start) });
      return result;
    },
    add(part) {
      part.failed?.then(fail);
      parts.push(part);
      return part;
    },
  };
}
