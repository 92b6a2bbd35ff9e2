/**
 * `npm run bench:import [-- <rows>]`: imports people from a file in a process of its own, 100,000 unless a number is
 * given, exports them, and restores them in another tenant. Prints what each command counts, its rows per second, CPU
 * time and memory. Fails if a command needs more than 200 MB, or its rows are not all there.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { createTables } from '../../lib/local/createTable.ts';
import { startDynamoDb } from '../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { localEnvironment, tableName } from '../../lib/local/settings.ts';
import { tableProperties } from '../../lib/local/tableProperties.ts';

const usage = `Usage:
  npm run bench:import [-- <rows>]

Imports people from a file in a process of its own, 100,000 unless a number is given, exports them, and restores them in
another tenant. Prints what each command counts, its rows per second, CPU time and memory. Fails if a command needs more
than 200 MB, or its rows are not all there.`;

const { positionals } = parseCommandLine(usage, { allowPositionals: true });
const limitMegabytes = 200;
const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
const rows = Number(positionals[0] ?? 100_000);
const directory = await mkdtemp(join(tmpdir(), 'bench-import-'));
const engine = await startDynamoDb({ port: 0, directory: join(directory, 'dynamodb') });
const env = { ...process.env, ...localEnvironment(engine.url) };
Object.assign(process.env, env);
await createTables(engine.url, tableName, await tableProperties());
const people = join(directory, 'people.csv');
await pipeline(lines, createWriteStream(people));

const contacts = join(directory, 'contacts.ndjson');
const [tenant, another] = [randomUUID(), randomUUID()];
for (const [command, file, tenantId] of [
  ['import', people, tenant],
  ['export', contacts, tenant],
  ['export', join(directory, 'contacts.csv'), tenant],
  ['import', contacts, another],
] as const) {
  const { seconds, cpuSeconds, megabytes, counted } = await measure(command, file, tenantId);
  console.log(
    `${command} ${file.split('.').at(-1)}: ${counted}; ${Math.round(rows / seconds)} rows/s, ` +
      `${((cpuSeconds * 1000) / rows).toFixed(1)} ms of CPU time a row, ${megabytes} MB at most`,
  );
  const isComplete = counted.startsWith(`${rows} `);
  if (!isComplete || megabytes > limitMegabytes) process.exitCode = 1;
}
await engine.close();
await rm(directory, { recursive: true });

async function* lines(): AsyncGenerator<string> {
  yield 'First Name,Last Name,E-mail Address,E-mail 2 Address,Mobile Phone,Company,Notes\n';
  for (let i = 0; i < rows; i++) {
    const emails = `person${i}@company${i % 5000}.example,${i % 3 ? '' : `home${i}@mail.example`}`;
    yield `Given${i % 977},Family${i % 7919},${emails},+4915${100_000_000 + i},Company ${i % 5000},"two\nlines"\n`;
  }
}

/** Runs a command, and asks it at its end for the CPU time and the most memory that it had. */
async function measure(command: 'import' | 'export', file: string, tenantId: string) {
  const report =
    'process.on("exit", () => console.log(JSON.stringify({ cpu: process.cpuUsage(), memory: process.resourceUsage().maxRSS })))';
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(report)}`];
  const startedAt = performance.now();
  // The limits of the heap are in the script.
  const words = [...preload, ...scripts[command].split(' ').slice(1), file, '--tenant', tenantId];
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = await once(child, 'close');
  const counted = printed.split('\n').find((line) => / created | contacts are in /.test(line));
  const [, user, system, kilobytes] = /"user":(\d+),"system":(\d+)\},"memory":(\d+)/.exec(printed) ?? [];
  if (code !== 0 || counted === undefined) throw new Error(printed);
  return {
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (Number(user) + Number(system)) / 1e6,
    megabytes: Math.round(Number(kilobytes) / 1024),
    counted: counted.replace(/ are in .*/, ''),
  };
}
