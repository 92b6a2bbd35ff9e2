import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts a Node program with only `PATH` and this environment; its standard streams are pipes. */
export function startChild(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH ?? '', ...env }, stdio: 'pipe' });
  const exited = once(child, 'exit');
  return {
    child,
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
