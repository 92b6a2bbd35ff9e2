import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Demo } from '../../lib/local/demo.ts';
import { freePorts } from './freePort.ts';

export type WholeService = {
  /** The data directory. */
  readonly directory: string;
  readonly demo: Demo;
  stop(): Promise<void>;
};

/**
 * Runs `npm start` on free ports and a new data directory. Resolves when it is ready, rejects if it ends before.
 * `errors: 'ignore'` hides what it logs as an error.
 */
export async function startWholeService({ errors = 'inherit' as 'inherit' | 'ignore' } = {}): Promise<WholeService> {
  const directory = await mkdtemp(join(tmpdir(), 'service-'));
  const env = { ...process.env, LOCAL_DIRECTORY: directory, ...(await freePorts()) };
  const cwd = resolve(import.meta.dirname, '../..');
  const service = spawn(process.execPath, ['lib/local/start.ts'], { cwd, env, stdio: ['ignore', 'pipe', errors] });
  const exit = once(service, 'exit');
  const greeted = Promise.withResolvers<void>();
  // Keep reading: a process that writes to a pipe without a reader ends.
  let output = '';
  service.stdout.on('data', (chunk) => {
    output += chunk;
    if (output.includes('"message":"ready"')) greeted.resolve();
  });
  exit.then(([code]) => greeted.reject(new Error(`npm start ended with exit code ${code}:\n${output}`)));
  await greeted.promise;
  return {
    directory,
    demo: JSON.parse(await readFile(join(directory, 'demo.json'), 'utf8')),
    stop: async () => {
      service.kill('SIGINT');
      await exit;
      await rm(directory, { recursive: true });
    },
  };
}
