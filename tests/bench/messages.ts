import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { bundle } from '../../lib/build/bundle.ts';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { createTables } from '../../lib/local/createTable.ts';
import { tableProperties } from '../../lib/local/tableProperties.ts';
import { deliver, type Message, type QueueHandler } from '../support/deliver.ts';
import { sendBareRequests } from './bareMessages.ts';
import { countLost } from './lostMessages.ts';
import { messagesOf, messagesPerSender, newest, shuffle } from './messageTraffic.ts';
import { quantile } from './rows.ts';

const rounds = 10;
const senders = 100;
const batchSize = 10;
const batchesAtOnce = 5;

type Sample = { readonly seconds: number; readonly cpuSeconds: number; readonly requests: number };

const usage = `Usage:
  npm run bench:messages

Passes 5,000 messages from 1,000 senders to the bundle of detectSender, with the embedded engine on disk: in ten rounds,
each with other senders, in the order of sending, in random order, and in turns with the bare DynamoDB requests that they
need. Fails if a message is lost, needs too many requests or takes too much CPU time.`;

parseCommandLine(usage, {});
const directory = mkdtempSync(join(tmpdir(), 'bench-messages-'));
const engine = spawn(
  process.execPath,
  [join(import.meta.dirname, '../lib/local/emulators/dynamodb/crashingServer.ts'), join(directory, 'data')],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const endpoint = await urlOf(engine);
  Object.assign(process.env, {
    TABLE_NAME: 'contacts',
    DYNAMODB_ENDPOINT: endpoint,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // Metrics are lines on stdout.
    METRICS_DISABLED: 'true',
  });
  await createTables(endpoint, 'contacts', await tableProperties());
  const [file = ''] = (await bundle({ outdir: directory, handlers: ['handlers/events/detectSender.ts'] })).files;
  const { handler }: { handler: QueueHandler } = createRequire(import.meta.url)(file);
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint }));

  let requests = 0;
  subscribe('http.client.request.start', () => requests++);
  const measured = async (work: () => Promise<unknown>): Promise<Sample> => {
    requests = 0;
    const cpu = process.cpuUsage();
    const start = performance.now();
    await work();
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds, cpuSeconds: (user + system) / 1e6, requests };
  };

  const tenants: string[] = [];
  const ours = (order: (messages: Message[]) => Message[]): Promise<Sample> => {
    const tenantId = randomUUID();
    tenants.push(tenantId);
    const messages = order(messagesOf(tenantId, senders));
    return measured(() => handleAll(handler, messages));
  };
  const parts = {
    inOrder: () => ours((messages) => messages),
    bare: () => measured(() => sendBareRequests(db, { senders, messagesPerSender, atOnce: batchesAtOnce * batchSize })),
    shuffled: () => ours(shuffle),
  };
  const samples = { inOrder: [] as Sample[], bare: [] as Sample[], shuffled: [] as Sample[] };
  // The first calls in a process are slow.
  for (const part of Object.values(parts)) await part();
  for (let round = 0; round < rounds; round++) {
    const names = Object.keys(parts) as (keyof typeof parts)[];
    // Another part is the first each time.
    for (const i of names.keys()) {
      const name = names[(round + i) % names.length] ?? 'bare';
      samples[name].push(await parts[name]());
    }
  }
  let lost = 0;
  for (const tenantId of tenants) lost += await countLost(db, tenantId, { senders, newest });
  const few = messagesOf(randomUUID(), 500);
  const fresh = (await measured(() => handleAll(handler, few.slice(0, 500)))).requests / 500;
  const known = (await measured(() => handleAll(handler, few.slice(500, 1000)))).requests / 500;

  console.log(`${rounds} rounds with ${senders * messagesPerSender} messages of ${senders} senders`);
  const cpuRatio = report('in the order of sending', samples.inOrder, samples.bare);
  report('in random order', samples.shuffled, samples.bare);
  report('bare requests', samples.bare, samples.bare);
  console.log(`lost                         ${lost}`);
  console.log(`requests for a new sender    ${fresh.toFixed(3)}`);
  console.log(`             a known one     ${known.toFixed(3)}`);
  expectAtMost('Lost messages', lost, 0);
  // In addition, the settings of the tenant are read once a second.
  expectAtMost('Requests for a new sender', fresh, 2.05);
  expectAtMost('Requests for a known sender', known, 1);
  // The time also has that of the engine and of what else the machine does, so it is no target.
  expectAtMost('CPU time in the order of sending, against bare requests,', cpuRatio, 0.8);
} finally {
  engine.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The engine has no stdout');
  const [url] = await once(stdout, 'data');
  return String(url).trim();
}

/** Calls the function as Lambda does: with full batches, several at a time, until all messages have succeeded. */
async function handleAll(handler: QueueHandler, messages: readonly Message[]): Promise<void> {
  const left = [...messages];
  const work = async () => {
    while (left.length > 0) left.push(...(await deliver(handler, left.splice(0, batchSize))));
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, work));
}

/** Prints one part, and returns the median ratio of its CPU time to that of the bare requests in the same round. */
function report(name: string, part: readonly Sample[], bare: readonly Sample[]): number {
  const messages = senders * messagesPerSender;
  const perSecond = Math.round(messages / quantile(part.map(secondsOf), 0.5));
  const requests = part.reduce((sum, each) => sum + each.requests, 0) / part.length / messages;
  const figures = [secondsOf, cpuSecondsOf].map((figureOf) => {
    const ratios = part.map((each, i) => figureOf(each) / figureOf(bare[i] ?? each));
    const [low = '', middle = '', high = ''] = [0.25, 0.5, 0.75].map((at) => quantile(ratios, at).toFixed(2));
    return { median: Number(middle), text: `${middle} (${low}-${high})` };
  });
  const [time, cpu] = figures.map(({ text }) => text);
  console.log(
    `${name.padEnd(28)} ${perSecond} a second, ${requests.toFixed(3)} requests each; time ${time}, CPU ${cpu}`,
  );
  return figures[1]?.median ?? Number.NaN;
}

function secondsOf({ seconds }: Sample): number {
  return seconds;
}

function cpuSecondsOf({ cpuSeconds }: Sample): number {
  return cpuSeconds;
}

function expectAtMost(name: string, value: number, target: number): void {
  if (value <= target) return;
  console.error(`${name}: ${value}; the target is at most ${target}.`);
  process.exitCode = 1;
}
