import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';
import { fingerprint } from './fingerprint.ts';

const generate = resolve(import.meta.dirname, 'generate.ts');

/** The file with the fingerprint of what the compiled contracts were generated from. */
export const contractsStamp = new URL('../../schemas/compiled/generatedFrom', import.meta.url);

/** The fingerprint of the schemas, the generator and its dependencies. */
export const contractsFingerprint = (): string =>
  fingerprint([
    'schemas/*.ts',
    'schemas/{api,events}/*.ts',
    'lib/build/*.ts',
    'lib/build/reference/*',
    'package-lock.json',
  ]);

/**
 * Generates the files that follow from schemas/ before a build if they are older than the schemas, so that no bundle
 * has an outdated contract. It runs in its own process, because Node never reloads an imported module.
 */
export const compiledContracts: Plugin = {
  name: 'compiled-contracts',
  setup({ onStart }) {
    onStart(async () => {
      if (existsSync(contractsStamp) && readFileSync(contractsStamp, 'utf8') === contractsFingerprint()) return {};
      try {
        await promisify(execFile)(process.execPath, [generate]);
        return {};
      } catch (error) {
        return { errors: [{ text: String(Object(error).stderr ?? error) }] };
      }
    });
  },
};
