import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type Release = {
  /** The version in package.json. */
  readonly version: string;
  /** The commit of the checkout, followed by `-dirty` if a file differs from it; `null` if git does not know it. */
  readonly commit: string | null;
};

/** Says what is built from a folder with the project's files. */
export function readRelease(root: string): Release {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  return { version, commit: commitOf(root) };
}

function commitOf(root: string): string | null {
  // Git would find the repository of a folder above.
  if (!existsSync(resolve(root, '.git'))) return null;
  const describe = ['--no-optional-locks', 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
  try {
    return execFileSync('git', describe, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // There is no git, or it does not trust the folder: the commit is unknown, which `null` says.
    return null;
  }
}
