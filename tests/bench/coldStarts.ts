import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { limitCpu } from './cpuLimit.ts';
import { patch } from './scenario.ts';
import type { Variants } from './variants.ts';

/** Milliseconds. */
type Time = { readonly cpu: number; readonly wall: number };
export type ColdStart = { readonly init: Time; readonly call: Time };

const script = join(import.meta.dirname, 'coldStart.cjs');

/**
 * Starts each variant once per round, in a process of its own that handles one request. If this machine lets us, the
 * first call has the CPU share of a Lambda function; otherwise `isLimited` is false.
 */
export async function measureColdStarts<Name extends string>(
  variants: Variants<Name>,
  { rounds, cpuShare }: { rounds: number; cpuShare: number },
): Promise<{ isLimited: boolean; starts: Record<Name, ColdStart[]> }> {
  const limit = limitCpu(cpuShare);
  const names = Object.keys(variants) as Name[];
  const starts = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, ColdStart[]>;
  try {
    for (let round = 0; round < rounds; round++) {
      // Another one is the first each time.
      for (const i of names.keys()) {
        const name = names[(round + i) % names.length];
        if (!name) continue;
        const { path, env, authorization } = variants[name];
        const args = [script, path, JSON.stringify(patch(round, authorization)), ...(limit ? [limit.cgroup] : [])];
        const { stdout } = await promisify(execFile)(process.execPath, args, { env });
        // The lines before the last one are the function's log.
        const { statusCode, ...start } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
        if (statusCode !== 200) throw new Error(`${name} returned ${statusCode}`);
        starts[name].push(start);
      }
    }
  } finally {
    limit?.remove();
  }
  return { isLimited: limit !== undefined, starts };
}
