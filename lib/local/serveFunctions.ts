import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { root } from './settings.ts';

export interface FunctionServer {
  /** Resolves when the server accepts requests. */
  ready: Promise<unknown>;
  /** Resolves when the process has ended. */
  ended: Promise<unknown>;
  stop(): void;
}

/**
 * Serves all functions of serverless.yml in a child process, with `params` as serverless parameters. The child process
 * ends when this process ends, also when this one is killed.
 */
export function serveFunctions(port: number, lambdaPort: number, params: Record<string, string>): FunctionServer {
  const framework = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
  const options = ['--httpPort', `${port}`, '--lambdaPort', `${lambdaPort}`];
  for (const [name, value] of Object.entries(params)) options.push('--param', `${name}=${value}`);
  const child = spawn(process.execPath, [framework, 'offline', 'start', ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, SLS_LOG_LEVEL: 'warning' },
    // Its own process group, so that its child processes can be stopped with it.
    detached: true,
  });
  // The functions hold no data, so the process can be killed.
  const stop = () => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', stop);
  return { ready: once(child, 'message'), ended: once(child, 'exit'), stop };
}
