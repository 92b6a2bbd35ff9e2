import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { parseCommandLine } from '../../lib/cli/run.ts';
import type { Demo, DemoTenant } from '../../lib/local/demo.ts';
import { startWholeService } from '../support/wholeService.ts';
import type { Attack, Responses } from './attack.ts';

const usage = `Usage:
  npm run bench:tenants

Runs npm start, and measures the latency of one tenant's requests, alone and while another tenant takes what it can get:
junk keys, more requests than it may send, messages of new senders, and a CRM that never responds. Fails if the 99th
percentile is more than twice as high, or a request of the first tenant fails.`;

/** How often the two phases alternate, so that other work on the machine disturbs both alike. */
const rounds = 4;
const phaseSeconds = 8;
const target = 2;
/**
 * What is sent a second, as shares of what this machine can serve. All functions share one thread here, so an attack
 * that needs all of it would only show that; on AWS, each request has an execution of its own.
 */
const neighbourShare = 0.06;
const attackShares = { 'junk keys': 0.4, 'valid requests': 0.3, 'calls to a silent CRM': 0.05, messages: 0.02 };

parseCommandLine(usage, {});
const { demo, stop } = await startWholeService({ errors: 'ignore' });
try {
  const [attacker, neighbour] = demo.tenants;
  if (!attacker || !neighbour) throw new Error('The demo has two tenants');
  const capacity = await measureCapacity(demo, neighbour);
  const rateOf = (share: number) => Math.max(1, Math.round(share * capacity));
  const perSecond = {
    'junk keys': rateOf(attackShares['junk keys']),
    'valid requests': rateOf(attackShares['valid requests']),
    'calls to a silent CRM': rateOf(attackShares['calls to a silent CRM']),
    messages: rateOf(attackShares.messages),
  };
  // Below the limit of a credential.
  const requestsPerSecond = Math.min(rateOf(neighbourShare), 40);
  const data: Attack = { demo, tenant: attacker, perSecond };
  const attack = new Worker(new URL('attack.ts', import.meta.url), { workerData: data });
  await once(attack, 'message');
  const failed: number[] = [];
  const measure = () => measureLatencies(demo, neighbour, requestsPerSecond, failed);

  const [alone, attacked]: number[][] = [[], []];
  const responses: Responses = {};
  for (let round = 0; round < rounds; round++) {
    alone?.push(...(await measure()));
    attack.postMessage('start');
    attacked?.push(...(await measure()));
    attack.postMessage('stop');
    const [counted] = await once(attack, 'message');
    addAll(responses, counted);
    // What is in progress ends, so that the next phase is without it.
    await sleep(2000);
  }
  attack.postMessage('end');

  console.log(`this machine serves ${Math.round(capacity)} requests a second`);
  console.log(`${alone?.length} requests of one tenant in each case, ${requestsPerSecond} a second`);
  print('alone', alone ?? []);
  print('during the attack', attacked ?? []);
  const ratio = percentile(attacked ?? [], 0.99) / percentile(alone ?? [], 0.99);
  console.log(`ratio of the 99th percentiles  ${ratio.toFixed(2)}`);
  for (const [kind, counts] of Object.entries(responses)) {
    const text = Object.entries(counts).map(([status, count]) => `${count} with ${status}`);
    console.log(`${kind.padEnd(24)}${perSecond[kind as keyof typeof perSecond]} a second: ${text.join(', ')}`);
  }
  console.log(['failed requests of the first tenant:', failed.length, ...new Set(failed)].join(' '));
  if (ratio > target || failed.length > 0) {
    console.error(`The target is a ratio of at most ${target}, and no failed request.`);
    process.exitCode = 1;
  }
} finally {
  await stop();
}

/** Reads and changes a contact in turn, and returns the milliseconds of each request. Adds to `failed` what fails. */
async function measureLatencies(
  { url }: Demo,
  { apiKey, contacts: [contact] }: DemoTenant,
  requestsPerSecond: number,
  failed: number[],
): Promise<number[]> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const requests: Promise<number>[] = [];
  for (let n = 0; n < requestsPerSecond * phaseSeconds; n++) {
    const change = n % 2 ? { method: 'PATCH', body: JSON.stringify({ name: `Mary Ann Jones ${n}` }) } : {};
    requests.push(
      (async () => {
        const start = performance.now();
        const response = await fetch(`${url}/api/contacts/${contact?.id}`, { headers, ...change });
        await response.bytes();
        if (!response.ok) failed.push(response.status);
        return performance.now() - start;
      })(),
    );
    await sleep(1000 / requestsPerSecond);
  }
  return Promise.all(requests);
}

/**
 * How many requests a second the service handles, a few at a time. Stays within the quota of the tenant's second key.
 */
async function measureCapacity({ url }: Demo, { readOnlyApiKey, contacts: [contact] }: DemoTenant): Promise<number> {
  const headers = { authorization: `Bearer ${readOnlyApiKey}` };
  const serve = async (count: number): Promise<number> => {
    const start = performance.now();
    let left = count;
    const work = async () => {
      while (left-- > 0) await (await fetch(`${url}/api/contacts/${contact?.id}`, { headers })).bytes();
    };
    await Promise.all([work(), work(), work()]);
    return (1000 * count) / (performance.now() - start);
  };
  await serve(150);
  return serve(300);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

function print(name: string, values: readonly number[]): void {
  const figure = (share: number) => `${percentile(values, share).toFixed(1).padStart(7)} ms`;
  console.log(`${name.padEnd(24)}median ${figure(0.5)}, 99th percentile ${figure(0.99)}`);
}

function addAll(sum: Responses, more: Responses): void {
  for (const [kind, counts] of Object.entries(more)) {
    const known = sum[kind] ?? {};
    sum[kind] = known;
    for (const [status, count] of Object.entries(counts)) known[status] = (known[status] ?? 0) + count;
  }
}
