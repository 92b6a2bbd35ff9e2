import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

const root = resolve(import.meta.dirname, '../../..');

/**
 * Runs a command of lib/cli in a new process, as its npm script does. `more` is added to the environment; `undefined`
 * removes a variable.
 */
export const runCommand = (
  name: 'apiKey' | 'token' | 'reindex' | 'import' | 'export',
  words: readonly string[],
  more: NodeJS.ProcessEnv = {},
) => runNode([`lib/cli/${name}.ts`, ...words], more);

/** Runs a command of lib/cli with each of these command lines, in one process. */
export async function runLines(name: 'apiKey' | 'token', lines: readonly (readonly string[])[]): Promise<Outcome[]> {
  const { code, stdout, stderr } = await runNode(['tests/lib/cli/runLines.ts', name, JSON.stringify(lines)]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Runs Node in the project's folder. */
export function runNode(words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const env = { ...process.env, NODE_NO_WARNINGS: '1', ...more };
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  execFile(process.execPath, words, { cwd: root, env }, (error, stdout, stderr) =>
    resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
  );
  return promise;
}
