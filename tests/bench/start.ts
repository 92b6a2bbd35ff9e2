import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { freePorts } from '../support/freePort.ts';
import { processUse } from '../support/processUse.ts';

const usage = `Usage:
  npm run bench:start

Prints the CPU time and memory of npm start: of the first start, which bundles the functions; of a second one; and of 20 s
without requests. Linux only.`;

parseCommandLine(usage, {});
const root = resolve(import.meta.dirname, '../..');
const idleSeconds = 20;
const directory = await mkdtemp(join(tmpdir(), 'bench-start-'));
await rm(join(root, '.build/local'), { recursive: true, force: true });

for (const name of ['first start', 'second start']) {
  const start = performance.now();
  const child = spawn(process.execPath, ['lib/local/start.ts'], {
    cwd: root,
    env: { ...process.env, LOCAL_DIRECTORY: directory, ...(await freePorts()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) if (line.includes('"message":"ready"')) break;
  child.stdout.resume();
  const seconds = (performance.now() - start) / 1000;
  const ready = processUse(Number(child.pid));
  console.log(`${name.padEnd(14)}${figure(ready.cpuSeconds, 's')} CPU${figure(seconds, 's')} until ready`);
  if (name === 'second start') {
    // Lookups in the demo CRM may still be in progress.
    await sleep(5000);
    const before = processUse(Number(child.pid));
    await sleep(idleSeconds * 1000);
    const after = processUse(Number(child.pid));
    const load = (100 * (after.cpuSeconds - before.cpuSeconds)) / idleSeconds;
    console.log(`${'idle'.padEnd(14)}${figure(load, '%')} of a core${figure(after.megabytes, 'MB')}`);
  }
  child.kill('SIGINT');
  await once(child, 'exit');
}
await rm(directory, { recursive: true });

function figure(value: number, unit: string): string {
  return `${value.toFixed(1).padStart(8)} ${unit}`;
}
