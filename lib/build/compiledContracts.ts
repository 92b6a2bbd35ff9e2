import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');
const generate = resolve(import.meta.dirname, 'generate.ts');

/**
 * Generates what follows from schemas/ before every build, and has esbuild watch what it is generated from, so that no bundle
 * holds a contract of yesterday. In a process of its own, because a module that was imported once stays as it was.
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
      watchFiles: globSync('schemas/{,api/,events/}*.ts', { cwd: root }).map((file) => resolve(root, file)),
      watchDirs: ['schemas/api', 'schemas/events'].map((folder) => resolve(root, folder)),
    }));
  },
};
