import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { type ColdStart, measureColdStarts } from './coldStarts.ts';
import { bundleOwnChain } from './ownChain.ts';
import { heading, isMissed, lineOf, type Row } from './rows.ts';
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
network (DynamoDB's client replies at once; nothing is subtracted), and the sizes of the bundles. "At 512 MB" is the
wall time with a full CPU for the init and 29% of one for the call; it needs the right to make a cgroup. Ratios are of
medians, at 512 MB of lower quartiles; the quartiles are those of the ratio in each round. Fails if a target is missed.
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

  const { isLimited, starts } = await measureColdStarts(variants, { rounds: 21, cpuShare });
  const warm = await measureWarmCalls({ ours, bare, floor }, { rounds: 61, requests: 70, warmUp: 2000 });
  const chain = await measureWarmCalls({ ours: ownChain }, { rounds: 200, requests: 100, warmUp: 10_000 });

  const call = (variant: ColdStart[]) => variant.map(({ call }) => call.cpu);
  const whole = (variant: ColdStart[]) => variant.map(({ init, call }) => init.cpu + call.cpu);
  const wall = (variant: ColdStart[]) => variant.map(({ init, call }) => init.wall + call.wall);
  const size = new Map(functions.map((path) => [basename(path), gzippedKilobytes(path)]));

  const cold: Row[] = [
    row('first call of a cold PATCH, ms of CPU', call(starts.ours), ['B', call(starts.bare)], 0.12),
    row('init and first call, ms of CPU', whole(starts.ours), ['D', whole(starts.usual)], 0.28),
    row('  with the code cache', whole(starts.cached), ['D', whole(starts.usual)], 0.19),
  ];
  // Other work on the machine delays all of them, but rarely in every round.
  const limited: Row[] = [
    row('init and first call at 512 MB, ms', wall(starts.ours), ['D', wall(starts.usual)], 0.2),
    row('  with the code cache', wall(starts.cached), ['D', wall(starts.usual)], 0.14),
  ].map((each) => ({ ...each, quantile: 0.25 }));
  const rows: Row[] = [
    ...cold,
    ...(isLimited ? limited : []),
    { ...row('warm PATCH, us of CPU', warm.ours, ['B', warm.bare], 0.55), digits: 0 },
    // No yardstick takes part in what other work on the machine does to it, so the least disturbed rounds count.
    { name: '  without SDK and network, us of CPU', digits: 1, ours: chain.ours, target: 20, quantile: 0.02 },
    ...Object.entries({ updateContact: 45, notFound: 10, getOpenApi: 10, getHealth: 10 }).map(([name, target]) => ({
      name: `${name}, KB gzipped`,
      digits: 1,
      ours: [size.get(name) ?? Number.NaN],
      target,
    })),
    row('for information: first call, ms of CPU', call(starts.ours), ['floor', call(starts.floor)]),
    row('  init and first call, ms of CPU', whole(starts.ours), ['floor', whole(starts.floor)]),
    { ...row('  warm PATCH, us of CPU', warm.ours, ['floor', warm.floor]), digits: 0 },
  ];
  console.log([heading, ...rows.map(lineOf)].join('\n'));
  const sizes = [...size].sort(([, a], [, b]) => a - b).map(([name, kilobytes]) => `${name} ${kilobytes.toFixed(1)}`);
  console.log(`KB gzipped: ${sizes.join(', ')}`);
  if (!isLimited) console.log('The wall time at 512 MB was not measured: this machine does not allow a cgroup.');
  const missed = rows.filter(isMissed);
  if (missed.length > 0) {
    console.error(
      `${missed.length} of ${rows.filter(({ target }) => target !== undefined).length} targets are missed.`,
    );
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
  target?: number,
): Row {
  return { name, digits: 1, ours, yardstick: { name: yardstick, samples }, ...(target !== undefined && { target }) };
}

/** What Lambda loads of a function: its bundle, and the entry before it. */
function gzippedKilobytes(path: string): number {
  const files = ['.mjs', '.cjs'].map((extension) => path + extension).filter((file) => existsSync(file));
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1024;
}
