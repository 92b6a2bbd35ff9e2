import { createServer, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseCommandLine } from '../../lib/cli/run.ts';
import type { Demo, DemoTenant } from '../../lib/local/demo.ts';
import { startWholeService } from '../support/wholeService.ts';

const usage = `Usage:
  npm run bench:webhooks

Runs npm start, and measures how long the changes of one tenant take from the PATCH to its webhook, while the receiver of
another tenant, whose contacts change too, responds, and while it hangs. Fails if the median is more than 1.2 times as
high, or if an event is missing.`;

/** How often the two phases alternate, so that other work on the machine disturbs both alike. */
const rounds = 4;
const phaseSeconds = 12;
const changesPerSecond = 2;
const target = 1.2;

parseCommandLine(usage, {});
const arrived = new Map<string, number>();
const receiver = createServer(async (request, response) => {
  const { id } = Object(Object(await json(request)).data);
  arrived.set(id, performance.now());
  respond(response, request.url ?? '');
}).listen(0, '127.0.0.1');
const respond = (response: ServerResponse, path: string): unknown => path === '/hangs' || response.writeHead(204).end();
await new Promise((resolve) => receiver.on('listening', resolve));
const { port } = Object(receiver.address());

const { demo, stop } = await startWholeService({ errors: 'ignore' });
try {
  const [other, neighbour] = demo.tenants;
  if (!other || !neighbour) throw new Error('The demo has two tenants');
  const { send: sendNeighbour } = client(demo, neighbour);
  await sendNeighbour('POST', '/api/webhooks', { url: `http://127.0.0.1:${port}/responds` });
  const latencies: Record<string, number[]> = { responds: [], hangs: [] };
  for (let round = 0; round < rounds; round++) {
    for (const path of Object.keys(latencies)) latencies[path]?.push(...(await measure(path, other, neighbour)));
  }
  const [alone = [], beside = []] = Object.values(latencies);
  print('another receiver responds', alone);
  print('another receiver hangs', beside);
  const ratio = percentile(beside, 0.5) / percentile(alone, 0.5);
  const missing = [...alone, ...beside].filter((latency) => latency === Number.POSITIVE_INFINITY).length;
  console.log(
    `ratio of the medians       ${ratio.toFixed(2)}\nmissing events             ${missing} of ${alone.length + beside.length}`,
  );
  if (ratio > target || missing > 0) {
    console.error(`The target is a ratio of at most ${target}, and no missing event.`);
    process.exitCode = 1;
  }
} finally {
  await stop();
  receiver.closeAllConnections();
  receiver.close();
}

/**
 * Changes contacts of both tenants for a phase, and returns the milliseconds until each event of the second arrived.
 */
async function measure(path: string, other: DemoTenant, neighbour: DemoTenant): Promise<number[]> {
  const { send } = client(demo, other);
  const { id } = await send('POST', '/api/webhooks', { url: `http://127.0.0.1:${port}/${path}` });
  const started = new Map<string, number>();
  const changes: Promise<void>[] = [];
  for (let n = 0; n < phaseSeconds * changesPerSecond; n++) {
    changes.push(change(other, n, new Map()), change(neighbour, n, started));
    await sleep(1000 / changesPerSecond);
  }
  await Promise.all(changes);
  for (let waits = 0; waits < 300 && ![...started.keys()].every((key) => arrived.has(key)); waits++) await sleep(100);
  await send('DELETE', `/api/webhooks/${id}`);
  return [...started].map(([key, at]) => (arrived.get(key) ?? Number.POSITIVE_INFINITY) - at);
}

/**
 * Changes a contact, and notes when that began, by the id of the event. A change that the service refuses, because the
 * machine is too busy, does not count.
 */
async function change(tenant: DemoTenant, n: number, started: Map<string, number>): Promise<void> {
  const contact = tenant.contacts[n % tenant.contacts.length];
  const start = performance.now();
  const body = { name: `Anna Meier ${n} ${Math.round(start)}` };
  const { status, etag } = await client(demo, tenant).send('PATCH', `/api/contacts/${contact?.id}`, body);
  if (status === 200) started.set(`${contact?.id}:${etag?.replaceAll('"', '')}:updated`, start);
}

type Reply = { readonly id: string; readonly status: number; readonly etag: string | null };

function client({ url }: Demo, { apiKey }: DemoTenant) {
  return {
    async send(method: string, path: string, body?: object): Promise<Reply> {
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
      const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      const text = await response.text();
      const { id } = Object(text && JSON.parse(text));
      return { id, status: response.status, etag: response.headers.get('etag') };
    },
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

function print(name: string, values: readonly number[]): void {
  const figure = (share: number) => `${percentile(values, share).toFixed(0).padStart(6)} ms`;
  console.log(`${name.padEnd(27)}median ${figure(0.5)}, 95th percentile ${figure(0.95)}`);
}
