import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/**
 * A hash of the paths and contents of all files that match these patterns, which are relative to the repository. Files
 * that match `except` do not count.
 */
export function fingerprint(patterns: readonly string[], except?: RegExp): string {
  const hash = createHash('sha256');
  for (const path of globSync(patterns, { cwd: root }).sort()) {
    if (except?.test(path) || !statSync(resolve(root, path)).isFile()) continue;
    const content = readFileSync(resolve(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
