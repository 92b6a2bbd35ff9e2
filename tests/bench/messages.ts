import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { bundle } from '../../lib/build/bundle.ts';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { createTables } from '../../lib/local/createTable.ts';
import { tableProperties } from '../../lib/local/tableProperties.ts';
import { deliver, type Message, messageOf, type QueueHandler } from '../support/deliver.ts';

const senders = 2000;
const messagesPerSender = 5;
const batchSize = 10;
const batchesAtOnce = 5;

const usage = `Usage:
  npm run bench:messages

Passes 10,000 messages from 2,000 senders to the bundle of detectSender, with the embedded engine on disk: once in the
order in which they were sent, and once in random order. Compares this with the same number of bare DynamoDB requests.
Fails if a message is lost or needs too many requests.`;

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
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, maxAttempts: 1 }));

  let requests = 0;
  subscribe('http.client.request.start', () => requests++);
  const measured = async (work: () => Promise<unknown>) => {
    requests = 0;
    const start = performance.now();
    await work();
    return { requests, seconds: (performance.now() - start) / 1000 };
  };

  // Warm up: the first calls in a process are slow.
  await handleAll(handler, messagesOf(randomUUID(), 200));

  const [inOrder, shuffled] = [randomUUID(), randomUUID()];
  const messages = messagesOf(inOrder, senders);
  const ours = await measured(() => handleAll(handler, messages));
  const bare = await measured(() => sendBareRequests(db, randomUUID()));
  const inRandomOrder = await measured(() => handleAll(handler, shuffle(messagesOf(shuffled, senders))));
  const lost = (await countLost(db, inOrder)) + (await countLost(db, shuffled));

  const few = messagesOf(randomUUID(), 500);
  const fresh = await measured(() => handleAll(handler, few.slice(0, 500)));
  const known = await measured(() => handleAll(handler, few.slice(500, 1000)));

  const perSecond = ({ seconds }: { seconds: number }) => `${Math.round(messages.length / seconds)} a second`;
  console.log(`${messages.length} messages of ${senders} senders`);
  console.log(
    `  in the order of sending    ${perSecond(ours)}, ${(ours.requests / messages.length).toFixed(3)} requests each`,
  );
  console.log(`  bare requests              ${perSecond(bare)}: ratio ${(bare.seconds / ours.seconds).toFixed(2)}`);
  console.log(
    `  in random order            ${perSecond(inRandomOrder)}, ${(inRandomOrder.requests / messages.length).toFixed(3)} requests each`,
  );
  console.log(`  lost                       ${lost}`);
  console.log(`requests for a new sender    ${(fresh.requests / 500).toFixed(3)}`);
  console.log(`             a known one     ${(known.requests / 500).toFixed(3)}`);
  expectAtMost('Lost messages', lost, 0);
  // In addition, the settings of the tenant are read once a second.
  expectAtMost('Requests for a new sender', fresh.requests / 500, 2.05);
  expectAtMost('Requests for a known sender', known.requests / 500, 1);
} finally {
  engine.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
}

async function urlOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The engine has no stdout');
  const [url] = await once(stdout, 'data');
  return String(url).trim();
}

/** Messages from `count` senders: one from each, one second later the next one from each, and so on. */
function messagesOf(tenantId: string, count: number): Message[] {
  return Array.from({ length: count * messagesPerSender }, (_, i) => {
    const sender = i % count;
    return messageOf('channel.message_received', {
      messageId: randomUUID(),
      tenantId,
      channel: 'email',
      sender: { address: `sender${sender}@company${sender % 97}.de`, displayName: `Sender Number${sender}` },
      conversationId: `conversation-${sender}`,
      receivedAt: receivedAt(Math.floor(i / count)),
    });
  });
}

function receivedAt(n: number): string {
  return new Date(Date.UTC(2026, 10, 23, 9, 0, n)).toISOString();
}

function shuffle<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Calls the function as Lambda does: with full batches, several at a time, until all messages have succeeded. */
async function handleAll(handler: QueueHandler, messages: readonly Message[]): Promise<void> {
  const left = [...messages];
  const work = async () => {
    while (left.length > 0) left.push(...(await deliver(handler, left.splice(0, batchSize))));
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, work));
}

/** Sends the minimum of requests that the messages need, of the same kinds and on items of similar size. */
async function sendBareRequests(db: DynamoDBDocumentClient, tenantId: string): Promise<void> {
  const TableName = 'contacts';
  const by = `message:${randomUUID()}`;
  const text = (n: number) => [`sender${n}@company.de`, 1_795_426_200_000, by];
  const create = (n: number) => {
    const sources = { manual: {}, sender: { firstName: text(n), lastName: text(n), email: text(n) } };
    const condition = { ConditionExpression: 'attribute_not_exists(contactId)' };
    return new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName, Item: { tenantId, contactId: `${n}`, sources, updatedAt: by }, ...condition } },
        { Put: { TableName, Item: { tenantId, contactId: `#${n}`, ownerId: by, named: text(n) }, ...condition } },
      ],
    });
  };
  const update = (n: number, at: number) =>
    new UpdateCommand({
      TableName,
      Key: { tenantId, contactId: `#${n}` },
      UpdateExpression: 'SET named[1] = :at',
      ConditionExpression: 'attribute_exists(contactId)',
      ExpressionAttributeValues: { ':at': at },
    });
  const left = Array.from({ length: senders * messagesPerSender }, (_, i) => i);
  const work = async () => {
    for (let i = left.shift(); i !== undefined; i = left.shift()) {
      const n = i % senders;
      if (i >= senders) await db.send(update(n, i));
      else {
        // For an unknown sender, detectSender looks the claim up first.
        await db.send(update(n, i)).catch(() => undefined);
        await db.send(create(n));
      }
    }
  };
  await Promise.all(Array.from({ length: batchesAtOnce * batchSize }, work));
}

/** Counts senders that are not exactly one contact with one claim, and those whose newest message was not recorded. */
async function countLost(client: DynamoDBDocumentClient, tenantId: string): Promise<number> {
  const newest = Date.parse(receivedAt(messagesPerSender - 1));
  const owners = new Map<string, number>();
  const contacts: string[] = [];
  const query = {
    TableName: 'contacts',
    KeyConditionExpression: 'tenantId = :tenant',
    ExpressionAttributeValues: { ':tenant': tenantId },
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const { contactId, ownerId, named } of Items) {
      if (!String(contactId).startsWith('#')) contacts.push(contactId);
      else if (named?.[1] === newest) owners.set(ownerId, (owners.get(ownerId) ?? 0) + 1);
    }
  }
  const complete = contacts.filter((contactId) => owners.get(contactId) === 1).length;
  return Math.max(senders - complete, contacts.length - senders, 0);
}

function expectAtMost(name: string, value: number, target: number): void {
  if (value <= target) return;
  console.error(`${name}: ${value}; the target is at most ${target}.`);
  process.exitCode = 1;
}
