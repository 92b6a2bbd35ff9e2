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

Measures cold starts in fresh processes, warm calls, the part of a call that is neither SDK nor network, and the sizes
of the bundles. "At 512 MB" is a full CPU for the init and 29% of one for the call; it needs the right to make a cgroup.
Fails if a target is missed. Takes two minutes.`;

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
  const small = ['notFound', 'getOpenApi', 'getHealth'];

  const rows: Row[] = [
    {
      name: 'first call of a cold PATCH, ms of CPU',
      digits: 1,
      ours: call(starts.ours),
      yardstick: { name: 'B', samples: call(starts.bare) },
      target: 0.12,
    },
    {
      name: 'init and first call, ms of CPU',
      digits: 1,
      ours: whole(starts.ours),
      yardstick: { name: 'D', samples: whole(starts.usual) },
      target: 0.28,
    },
    ...(isLimited
      ? [
          {
            name: 'the same at 512 MB, ms',
            digits: 1,
            ours: wall(starts.ours),
            yardstick: { name: 'D', samples: wall(starts.usual) },
            target: 0.2,
            // Other work on the machine delays both, but rarely all rounds.
            quantile: 0.25,
          },
        ]
      : []),
    {
      name: 'warm PATCH, us of CPU',
      digits: 0,
      ours: warm.ours,
      yardstick: { name: 'B', samples: warm.bare },
      target: 0.55,
    },
    // No yardstick takes part in what other work on the machine does to it, so the least disturbed rounds count.
    { name: 'its part without SDK and network, us of CPU', digits: 0, ours: chain.ours, target: 20, quantile: 0.02 },
    { name: 'updateContact, KB gzipped', digits: 1, ours: [size.get('updateContact') ?? Number.NaN], target: 45 },
    ...small.map((name) => ({
      name: `${name}, KB gzipped`,
      digits: 1,
      ours: [size.get(name) ?? Number.NaN],
      target: 10,
    })),
  ];
  const information: Row[] = [
    { name: 'first call, ms of CPU', digits: 1, samples: call },
    { name: 'init and first call, ms of CPU', digits: 1, samples: whole },
  ].map(({ name, digits, samples }) => ({
    name,
    digits,
    ours: samples(starts.ours),
    yardstick: { name: 'floor', samples: samples(starts.floor) },
  }));

  console.log([heading, ...[...rows, ...information].map(lineOf)].join('\n'));
  if (!isLimited) console.log('The wall time at 512 MB was not measured: this machine does not allow a cgroup.');
  const missed = rows.filter(isMissed);
  for (const { name, target } of missed) console.error(`Missed: ${name}; the target is at most ${target}.`);
  if (missed.length > 0) process.exitCode = 1;
} finally {
  stub.disconnect();
  rmSync(outdir, { recursive: true });
}

/** What Lambda loads of a function: its bundle, and the entry before it. */
function gzippedKilobytes(path: string): number {
  const files = ['.mjs', '.cjs'].map((extension) => path + extension).filter((file) => existsSync(file));
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1024;
}
