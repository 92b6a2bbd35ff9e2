import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { root } from './settings.ts';

export interface Served {
  /** Resolves when the first request can come. */
  ready: Promise<unknown>;
  /** Resolves when the process has ended. */
  ended: Promise<unknown>;
  stop(): void;
}

/**
 * Serves all functions of serverless.yml, with `params` as its parameters, in a process of its own that ends with this
 * one, however this one ends.
 */
export function serve(port: number, lambdaPort: number, params: Record<string, string>): Served {
  const framework = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const options = ['--httpPort', `${port}`, '--lambdaPort', `${lambdaPort}`];
  for (const [name, value] of Object.entries(params)) options.push('--param', `${name}=${value}`);
  const child = spawn(process.execPath, [framework, 'offline', 'start', ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, SLS_LOG_LEVEL: 'warning' },
    // A group of its own, so that what the process has started in turn can be ended with it.
    detached: true,
  });
  // There is nothing to save: whatever was acknowledged is in the engine.
  const stop = () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', stop);
  return { ready: once(child, 'message'), ended: once(child, 'exit'), stop };
}
