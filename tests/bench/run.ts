import { type ChildProcess, execFile, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundle } from '../../lib/build/bundle.ts';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { environment, patch } from './scenario.ts';

const coldStarts = 21;
const rounds = 7;
const requestsPerRound = 3000;

type Variant = 'ours' | 'bare';
type Samples = Record<Variant, number[]>;

const usage = `Usage:
  npm run bench

Compares updateContact with a bare handler, which is one UpdateCommand in a plain bundle. Both run at the same time
against the same stub of DynamoDB, so that their ratio is comparable between machines. Fails if a target is missed.`;

parseCommandLine(usage, {});
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const stub = fork(join(import.meta.dirname, 'dynamoDbStub.ts'));
try {
  const [endpoint] = await once(stub, 'message');
  const env = environment(endpoint);
  const files = await makeBundles();
  const cold = await measureColdStarts(files, env);
  const warm = await measureWarm(files, env);
  const size = { ours: [gzippedKilobytes(files.ours)], bare: [gzippedKilobytes(files.bare)] };

  console.log(`${' '.repeat(28)}updateContact      bare     ratio`);
  const { ours: kilobytes } = report('bundle, KB gzipped', size, 1);
  const { ratio: init } = report('init, ms of CPU', cold.init, 1);
  report('init and first call', cold.withFirstCall, 1);
  const { ratio: request } = report('warm request, ms of CPU', warm, 3);

  expectAtMost('The bundle', kilobytes, 75, 'KB gzipped');
  expectAtMost('The init', init, 0.75, 'of the bare handler');
  expectAtMost('A warm request', request, 1.1, 'of the bare handler');
} finally {
  stub.disconnect();
  rmSync(outdir, { recursive: true });
}

async function makeBundles(): Promise<Record<Variant, string>> {
  const [ours = ''] = (await bundle({ outdir, handlers: ['handlers/api/updateContact.ts'] })).files;
  const bare = join(outdir, 'bareHandler.cjs');
  await build({
    entryPoints: [resolve(import.meta.dirname, 'bareHandler.ts')],
    outfile: bare,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
  });
  return { ours, bare };
}

async function measureColdStarts(files: Record<Variant, string>, env: Record<string, string>) {
  const init: Samples = { ours: [], bare: [] };
  const withFirstCall: Samples = { ours: [], bare: [] };
  const script = join(import.meta.dirname, 'coldStart.cjs');
  for (let i = 0; i < coldStarts; i++) {
    for (const variant of alternate(i)) {
      const args = [script, files[variant], JSON.stringify(patch(i))];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      // The lines before the last one are the function's log.
      const cold = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
      if (cold.statusCode !== 200) throw new Error(`${variant} returned ${cold.statusCode}`);
      init[variant].push(cold.init / 1000);
      withFirstCall[variant].push(cold.withFirstCall / 1000);
    }
  }
  return { init, withFirstCall };
}

async function measureWarm(files: Record<Variant, string>, env: Record<string, string>): Promise<Samples> {
  const script = join(import.meta.dirname, 'warmProcess.ts');
  // Their log lines are measured, but not shown.
  const options: ForkOptions = { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };
  const processes = { ours: fork(script, [files.ours], options), bare: fork(script, [files.bare], options) };
  const samples: Samples = { ours: [], bare: [] };
  try {
    for (const each of [processes.ours, processes.bare]) await measure(each, requestsPerRound);
    for (let i = 0; i < rounds; i++) {
      for (const variant of alternate(i))
        samples[variant].push((await measure(processes[variant], requestsPerRound)) / 1000);
    }
  } finally {
    processes.ours.disconnect();
    processes.bare.disconnect();
  }
  return samples;
}

async function measure(child: ChildProcess, requests: number): Promise<number> {
  child.send(requests);
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])]);
  if (typeof answer !== 'number') throw new Error('A process of the benchmark ended early');
  return answer;
}

/** Both variants in alternating order, so that neither always runs first. */
function alternate(i: number): Variant[] {
  return i % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours'];
}

function gzippedKilobytes(file: string): number {
  return gzipSync(readFileSync(file)).length / 1024;
}

function median(samples: number[]): number {
  return samples.toSorted((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
}

function report(name: string, samples: Samples, digits: number): { ours: number; ratio: number } {
  const [ours, bare] = [median(samples.ours), median(samples.bare)];
  const ratio = ours / bare;
  const columns = [ours.toFixed(digits), bare.toFixed(digits), ratio.toFixed(2)].map((text) => text.padStart(10));
  console.log(`${name.padEnd(31)}${columns.join('')}`);
  return { ours, ratio };
}

function expectAtMost(name: string, value: number, target: number, unit: string): void {
  // This comparison also fails for NaN.
  if (value <= target) return;
  console.error(`${name} has ${value.toFixed(2)} ${unit}; the target is at most ${target}.`);
  process.exitCode = 1;
}
