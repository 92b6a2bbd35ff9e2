import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { logger } from '../logger.ts';
import type { FunctionServerData } from './functionServer.ts';
import type { Part } from './parts.ts';

export interface FunctionServer extends Part {
  /** Resolves when the server accepts requests. */
  ready: Promise<unknown>;
  failed: Promise<Error>;
  /** Makes the next calls load the functions from the bundle again. */
  reload(): void;
  /** Accepts no further HTTP requests. Resolves when those in progress are done, after at most five seconds. */
  finish(): Promise<unknown>;
  /** Ends the thread, whatever it does. */
  close(): Promise<unknown>;
}

/**
 * Serves the functions in a thread of their own, so that what they do wrong, an endless loop included, does not stop
 * the rest of the service. What they print goes to the console, line by line.
 */
export function serveFunctions(workerData: FunctionServerData): FunctionServer {
  const worker = new Worker(new URL('functionServer.ts', import.meta.url), {
    workerData,
    stdout: true,
    stderr: true,
  });
  createInterface(worker.stdout).on('line', (line) => console.log(line));
  createInterface(worker.stderr).on('line', (line) => console.error(line));
  worker.on('error', (error) => logger.failure('functions failed', error, {}));
  const next = (event: string) => new Promise((resolve) => worker.once(event, resolve));
  const ended = next('exit');
  return {
    ready: next('message'),
    failed: ended.then(() => new Error('The thread that serves the functions has ended. See the error above.')),
    reload: () => worker.postMessage('reload'),
    finish() {
      const finished = next('message');
      worker.postMessage('stop');
      return Promise.race([finished, ended]);
    },
    close: () => worker.terminate(),
  };
}
