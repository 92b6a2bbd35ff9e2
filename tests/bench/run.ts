import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { type ColdStart, measureColdStarts } from './coldStarts.ts';
import { bundleOwnChain } from './ownChain.ts';
import { heading, isExceeded, lineOf, type Row } from './rows.ts';
import { makeVariants } from './variants.ts';
import { measureWarmCalls } from './warmCalls.ts';

/** A function with 512 MB has this share of a CPU; with 1769 MB it has one. */
const cpuShare = 512 / 1769;

const usage = `Usage:
  npm run bench

Compares PATCH /api/contacts/{id} with yardsticks that run in the same rounds against the same stub of DynamoDB over
TLS, so that the ratios are comparable between machines:

  B      one UpdateCommand, in a plain bundle
  D      the usual recipe: Middy, ajv at the start, jose and the SDK, in a bundle with esbuild's defaults
  floor  node:https and a signature by hand

Measures cold starts in fresh processes, warm calls of a key that the function remembers, the same without SDK and
network (DynamoDB's client replies at once; nothing is subtracted), and the sizes of the bundles. Ratios are of medians;
the quartiles are those of the ratio in each round. Fails if a limit is exceeded. A limit is what is reached, with
room for other work on the machine; the aim beside it is not reached yet.

Other work delays every wait, so the wall time at 512 MB is for information: with a full CPU for the init and 29% of one
for the call. It needs the right to make a cgroup. The row before it calculates the same without waiting.
Takes one to three minutes.`;

parseCommandLine(usage, {});
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const stub = fork(join(import.meta.dirname, 'dynamoDbStub.ts'));
try {
  const [{ url, cert }] = await once(stub, 'message');
  const certificateFile = join(outdir, 'certificate.pem');
  writeFileSync(certificateFile, cert);
  const { variants, functions } = await makeVariants(outdir, url, certificateFile);
  const { ours, bare, floor } = variants;
  const ownChain = { ...ours, path: await bundleOwnChain(join(outdir, 'ownChain')) };

  const { isLimited, starts } = await measureColdStarts(variants, { rounds: 15, cpuShare });
  const warm = await measureWarmCalls({ ours, ownChain, bare, floor }, { rounds: 121, requests: 40, warmUp: 10_000 });

  const call = (variant: ColdStart[]) => variant.map(({ call }) => call.cpu);
  const whole = (variant: ColdStart[]) => variant.map(({ init, call }) => init.cpu + call.cpu);
  const limited = (variant: ColdStart[]) => variant.map(({ init, call }) => init.cpu + call.cpu / cpuShare);
  const wall = (variant: ColdStart[]) => variant.map(({ init, call }) => init.wall + call.wall);
  const size = new Map(functions.map((path) => [basename(path), gzippedKilobytes(path)]));
  // Bundling has just generated it.
  const { compressed: openApiDocument } = await import('../../schemas/compiled/openApi.js');
  const sizeOf = (name: string) => size.get(name) ?? Number.NaN;

  const rows: Row[] = [
    row('first call of a cold PATCH, ms of CPU', call(starts.ours), ['B', call(starts.bare)], 0.24, 0.12),
    row('init and first call, ms of CPU', whole(starts.ours), ['D', whole(starts.usual)], 0.42, 0.28),
    row('  with the code cache', whole(starts.cached), ['D', whole(starts.usual)], 0.34, 0.19),
    row('the same at 512 MB, ms without waiting', limited(starts.ours), ['D', limited(starts.usual)], 0.34, 0.2),
    row('  with the code cache', limited(starts.cached), ['D', limited(starts.usual)], 0.3, 0.14),
    { ...row('warm PATCH, us of CPU', warm.ours, ['B', warm.bare], 0.8, 0.55), digits: 0 },
    row('  without SDK and network, us of CPU', warm.ownChain, ['B', warm.bare], 0.18, '20 us'),
    sizeRow('updateContact', sizeOf('updateContact'), 51),
    sizeRow('notFound', sizeOf('notFound'), 10),
    sizeRow('getHealth', sizeOf('getHealth'), 10),
    sizeRow('getOpenApi without its document', gzippedKilobytes(join(outdir, 'ours/getOpenApi'), openApiDocument), 10),
    row('for information: first call, ms of CPU', call(starts.ours), ['floor', call(starts.floor)]),
    row('  init and first call, ms of CPU', whole(starts.ours), ['floor', whole(starts.floor)]),
    { ...row('  warm PATCH, us of CPU', warm.ours, ['floor', warm.floor]), digits: 0 },
    ...(isLimited
      ? [
          row('  init and first call at 512 MB, ms', wall(starts.ours), ['D', wall(starts.usual)]),
          row('    with the code cache', wall(starts.cached), ['D', wall(starts.usual)]),
        ]
      : []),
  ];
  console.log([heading, ...rows.map(lineOf)].join('\n'));
  const sizes = [...size].sort(([, a], [, b]) => a - b).map(([name, kilobytes]) => `${name} ${kilobytes.toFixed(1)}`);
  console.log(`KB gzipped: ${sizes.join(', ')}`);
  if (!isLimited) console.log('The wall time at 512 MB was not measured: this machine does not allow a cgroup.');
  const exceeded = rows.filter(isExceeded);
  if (exceeded.length > 0) {
    console.error(`Limits that are exceeded: ${exceeded.length}`);
    process.exitCode = 1;
  }
} finally {
  stub.disconnect();
  rmSync(outdir, { recursive: true });
}

function row(
  name: string,
  ours: readonly number[],
  [yardstick, samples]: readonly [name: string, samples: readonly number[]],
  limit?: number,
  aim?: Row['aim'],
): Row {
  return { name, digits: 1, ours, yardstick: { name: yardstick, samples }, limit, aim };
}

function sizeRow(name: string, kilobytes: number, limit: number): Row {
  return { name: `${name}, KB gzipped`, digits: 1, ours: [kilobytes], limit };
}

/** What Lambda loads of a function: its bundle, and the entry before it. `left` is a text that does not count. */
function gzippedKilobytes(path: string, left = ''): number {
  const files = ['.mjs', '.cjs'].map((extension) => path + extension).filter((file) => existsSync(file));
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file, 'utf8').replace(left, '')).length, 0) / 1024;
}
