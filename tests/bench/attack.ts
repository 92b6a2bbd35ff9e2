/**
 * A worker thread in which one tenant takes what it can get, at the rates of `workerData`, as long as its parent says:
 * `start`, `stop` and `end`. It posts `ready`, and after `stop` the number of responses of each kind by their status.
 */
import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { makeApiKey } from '../../lib/auth/apiKey.ts';
import type { Demo, DemoTenant } from '../../lib/local/demo.ts';
import { onToolCalls, startFaultyServer, withResult } from '../lib/crm/servers/faultyServer.ts';

export type Attack = {
  readonly demo: Demo;
  readonly tenant: DemoTenant;
  /** How many of each kind it sends a second. */
  readonly perSecond: Readonly<Record<Kind, number>>;
};

export type Kind = 'junk keys' | 'valid requests' | 'calls to a silent CRM' | 'messages';

/** The numbers of responses by kind and status. */
export type Responses = Record<string, Record<string, number>>;

const { demo, tenant, perSecond }: Attack = workerData;
const knowsNobody = onToolCalls(withResult({ content: [{ type: 'text', text: '[]' }] }));
const isSilent = () => undefined;
const crm = await startFaultyServer();
crm.fate = knowsNobody;
const connection = { url: crm.url, auth: { type: 'none' }, lookups: [lookup()], result: result() };
const put = await request('PUT', '/api/crm-connection', tenant.apiKey, connection);
if (!put.ok) throw new Error(`The connection was refused: ${await put.text()}`);

const work: Record<Kind, () => Promise<Response>> = {
  'junk keys': () => request('GET', '/api/contacts', makeApiKey('test', tenant.tenantId).text),
  'valid requests': () => request('GET', '/api/contacts', tenant.apiKey),
  'calls to a silent CRM': () => request('POST', '/api/crm-connection/test', tenant.apiKey, { email: 'a@b.example' }),
  messages: sendMessage,
};

let responses: Responses = {};
let timers: NodeJS.Timeout[] = [];

parentPort?.on('message', (command: 'start' | 'stop' | 'end') => {
  for (const timer of timers) clearInterval(timer);
  timers = [];
  if (command === 'end') process.exit();
  crm.fate = command === 'start' ? isSilent : knowsNobody;
  if (command === 'stop') parentPort?.postMessage(responses);
  responses = {};
  if (command === 'start') timers = Object.entries(work).map(([kind, send]) => repeat(kind as Kind, send));
});
parentPort?.postMessage('ready');

function repeat(kind: Kind, send: () => Promise<Response>): NodeJS.Timeout {
  return setInterval(async () => {
    const counts = responses;
    const status = await send()
      .then((response) => response.bytes().then(() => String(response.status)))
      .catch((error: Error) => error.name);
    const ofKind = counts[kind] ?? {};
    counts[kind] = { ...ofKind, [status]: (ofKind[status] ?? 0) + 1 };
  }, 1000 / perSecond[kind]);
}

function request(method: string, path: string, apiKey: string, body?: object): Promise<Response> {
  return fetch(demo.url + path, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** A message of a new sender, who is then looked up in the silent CRM. */
function sendMessage(): Promise<Response> {
  const detail = {
    messageId: randomUUID(),
    tenantId: tenant.tenantId,
    channel: 'email',
    sender: { address: `${randomUUID()}@sender.example`, displayName: 'Some Sender' },
    conversationId: randomUUID(),
    receivedAt: new Date().toISOString(),
  };
  const entry = { Source: 'platform', DetailType: 'channel.message_received', Detail: JSON.stringify(detail) };
  return fetch(demo.eventsUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: [entry] }),
  });
}

function lookup() {
  return { by: 'email', tool: 'hello', args: { email: '{{email}}' } };
}

function result() {
  return { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } };
}
