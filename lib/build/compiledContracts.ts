import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');
const generate = resolve(import.meta.dirname, 'generate.ts');

/**
 * Generates the files that follow from schemas/ before every build, and lets esbuild watch the schemas, so that no
 * bundle has an outdated contract. It runs in its own process, because Node never reloads an imported module.
 */
export const compiledContracts: Plugin = {
  name: 'compiled-contracts',
  setup({ onStart, onLoad }) {
    onStart(async () => {
      try {
        await promisify(execFile)(process.execPath, [generate]);
        return {};
      } catch (error) {
        return { errors: [{ text: String(Object(error).stderr ?? error) }] };
      }
    });
    onLoad({ filter: /[\\/]schemas[\\/]compiled[\\/]/ }, async ({ path }) => ({
      contents: await readFile(path),
      watchFiles: globSync(['schemas/{,api/,events/}*.ts', 'lib/build/reference/*'], { cwd: root }).map((file) =>
        resolve(root, file),
      ),
      watchDirs: ['schemas/api', 'schemas/events'].map((folder) => resolve(root, folder)),
    }));
  },
};
