import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Variants } from './variants.ts';

const script = join(import.meta.dirname, 'warmProcess.ts');

/** Measures the microseconds of CPU of one request in warm processes of the variants, which take turns. */
export async function measureWarmCalls<Name extends string>(
  variants: Variants<Name>,
  { rounds, requests, warmUp }: { rounds: number; requests: number; warmUp: number },
): Promise<Record<Name, number[]>> {
  const names = Object.keys(variants) as Name[];
  const processes = names.map((name) => {
    const { path, authorization, env } = variants[name];
    // Their log lines are measured, but not shown.
    const options: ForkOptions = { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };
    const child = fork(script, [path, authorization], options);
    const ended = once(child, 'exit').then(() => []);
    return { name, child, ended, samples: [] as number[] };
  });
  try {
    for (const process of processes) await measure(process, warmUp);
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? processes : processes.toReversed();
      for (const process of order) process.samples.push(await measure(process, requests));
    }
  } finally {
    for (const { child } of processes) child.disconnect();
  }
  return Object.fromEntries(processes.map(({ name, samples }) => [name, samples])) as Record<Name, number[]>;
}

type Process = { readonly child: ChildProcess; readonly ended: Promise<unknown[]> };

async function measure({ child, ended }: Process, requests: number): Promise<number> {
  child.send(requests);
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  if (typeof answer !== 'number') throw new Error('A process of the benchmark ended early');
  return answer;
}
