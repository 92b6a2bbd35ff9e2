import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseCommandLine } from '../cli/run.ts';
import { bundle } from './bundle.ts';

const usage = `Usage:
  npm run build

Writes the bundles of all functions to .build/, and prints their sizes.`;

parseCommandLine(usage, {});
const { files } = await bundle({ outdir: resolve(import.meta.dirname, '../../.build') });
for (const file of files) {
  const code = readFileSync(file);
  console.log(`${basename(file).padEnd(28)}${kilobytes(code)} KB${kilobytes(gzipSync(code))} KB gzipped`);
}

function kilobytes({ length }: Buffer): string {
  return (length / 1024).toFixed(1).padStart(8);
}
