import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { jest } from '@jest/globals';
import { parse } from 'yaml';
import { handler as createContact } from '../../handlers/api/createContact.ts';
import { handler as putCrmConnection } from '../../handlers/api/putCrmConnection.ts';
import { handler as testCrmConnection } from '../../handlers/api/testCrmConnection.ts';
import { handler as deriveCompany } from '../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../handlers/events/enrichContact.ts';
import { handler as projectChange } from '../../handlers/events/projectChange.ts';
import { handler as publishChange } from '../../handlers/events/publishChange.ts';
import { handler as resolveInCrm } from '../../handlers/events/resolveInCrm.ts';
import {
  type Fate,
  onToolCalls,
  withEvents,
  withResult,
  withStatus,
  withText,
} from '../lib/crm/servers/faultyServer.ts';
import { respondJson } from '../lib/crm/servers/serve.ts';
import { type Call, call, eventOf } from '../support/call.ts';
import { startCrmEndpoints } from '../support/crmEndpoints.ts';
import { deliver, lambdaContext, messageOf } from '../support/deliver.ts';

/** A word that occurs in everything that comes from outside, and must not occur in the log. */
const canary = 'qxcanary';
/** A message that looks like a stack of ours. */
const fakeStack = `${canary}\n    at ${canary} (/var/task/updateContact.cjs:1:2)\n    at async ${import.meta.filename}:1:2`;
const email = `${canary}@example.com`;

const { service, faulty, useTenant } = await startCrmEndpoints();

const printed: string[] = [];
let count = 0;
beforeEach(() => {
  printed.length = 0;
  const print = (...values: unknown[]) => void printed.push(...values.map(String));
  for (const method of ['debug', 'error', 'info', 'log', 'warn'] as const)
    jest.spyOn(console, method).mockImplementation(print);
});
afterEach(() => {
  jest.restoreAllMocks();
  count += printed.length;
  expect(printed.filter((line) => line.toLowerCase().includes(canary))).toEqual([]);
});
// The tests below would be in vain if nothing was logged.
afterAll(() => expect(count).toBeGreaterThan(50));

/** Responds without faults, also to requests for a token. */
const working: Fate = (response, received) =>
  Object(received.body).jsonrpc === undefined && received.method === 'POST'
    ? respondJson(response, { access_token: `${canary}-access`, token_type: 'bearer' })
    : onToolCalls(withResult({ content: [{ type: 'text', text: '[]' }] }))(response, received);

/** Connects a new tenant to the faulty server, which then responds in this way to a lookup and a test. */
async function lookUp(fate: Fate, auth: object = { type: 'bearer', token: `${canary}-token` }): Promise<void> {
  const tenant = await useTenant();
  faulty.fate = working;
  const lookups = [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }];
  const result = { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } };
  const body = { url: `${faulty.url}?${canary}`, auth, lookups, result };
  const connection = { ...tenant, path: '/api/crm-connection' };
  expect(await call(putCrmConnection, { ...connection, body, method: 'PUT' })).toMatchObject({ status: 200 });
  const { id } = (await call(createContact, { ...tenant, body: { name: canary, email }, method: 'POST' })).body;
  faulty.fate = fate;
  const requested = messageOf('contact.resolution_requested', { tenantId: tenant.tenantId, contactId: id });
  await deliver(resolveInCrm, [requested]);
  await call(testCrmConnection, { ...connection, body: { email }, method: 'POST' });
}

const rpcError =
  (code: unknown): Fate =>
  (response, { body }) =>
    respondJson(response, {
      jsonrpc: '2.0',
      id: Object(body).id,
      error: { code, message: fakeStack, data: { stack: fakeStack } },
    });

const answers: readonly (readonly [string, Fate])[] = [
  ['rejects the credentials', withStatus(401, { 'www-authenticate': `Bearer realm="${canary}"` })],
  ['rejects the request', (response) => response.writeHead(403, canary).end(fakeStack)],
  ['asks for fewer requests', withStatus(429, { 'retry-after': canary })],
  ['fails', (response) => response.writeHead(500).end(fakeStack)],
  ['redirects', withStatus(302, { location: `/${canary}` })],
  ['sends a page', withText(`<h1>${fakeStack}</h1>`, 'text/html')],
  ['sends broken JSON', withText(`{"${fakeStack}`)],
  ['sends another type of content', withText('{}', canary)],
  ['compresses', (response) => response.writeHead(200, { 'content-encoding': canary }).end(canary)],
  ['sends a broken stream', withEvents(`data: ${canary}`, `event: ${canary}`)],
  ['sends a JSON-RPC error', rpcError(-32000)],
  ['sends a JSON-RPC error with text as its code', rpcError(canary)],
  ['sends another result', withResult({ [canary]: canary, protocolVersion: canary })],
  ['sends no JSON-RPC', withText(JSON.stringify({ [canary]: fakeStack }))],
  ['sends an error of a tool', withResult({ isError: true, content: [{ type: 'text', text: fakeStack }] })],
  [
    'sends records that are none',
    withResult({ content: [{ type: 'text', text: JSON.stringify([canary, { id: {} }]) }] }),
  ],
  ['closes the connection', (response) => response.destroy()],
];

describe('a line of the log has no text of a CRM that', () => {
  it.each(answers)('%s', async (_, fate) => {
    await lookUp(fate);
    await lookUp(onToolCalls(fate));
    const tokenUrl = `${faulty.url}/${canary}`;
    await lookUp(fate, { type: 'client_credentials', clientId: canary, clientSecret: `${canary}-secret`, tokenUrl });
  });

  it('does not speak HTTP', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.once('data', () => socket.write(`HTTP/1.1 ${canary}\r\n${canary}: ${canary}\r\n\r\n`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${Object(server.address()).port}/${canary}`;
    const tenant = await useTenant();
    const body = { url, auth: { type: 'none' } };
    await call(putCrmConnection, { ...tenant, body, method: 'PUT', path: '/api/crm-connection' });
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

const sender = { address: email, displayName: canary };
const message = {
  messageId: canary,
  channel: 'email',
  sender,
  conversationId: canary,
  receivedAt: '2026-11-23T09:30:00Z',
};
const received = (detail: object, envelope: object = {}) =>
  messageOf('channel.message_received', { ...message, tenantId: randomUUID(), ...detail }, envelope);

describe('a line of the log has no text of', () => {
  it.each([
    ['a message', received({})],
    ['a message from an automated sender', received({ sender: { address: `noreply@${canary}.example` } })],
    ['a message through a list', received({ sender: { ...sender, originalFrom: email, replyTo: canary } })],
    ['a message of a form mailer', received({ sender: { address: `noreply@${canary}.example`, replyTo: email } })],
    ['a message with a malformed address', received({ sender: { address: canary } })],
    ['a message with an unknown channel', received({ channel: canary })],
    ['a message with a malformed tenant', received({ tenantId: canary })],
    ['a message with unknown keys', received({ [canary]: canary, sender: { ...sender, [canary]: { [canary]: 1 } } })],
    ['an event with a malformed id', received({}, { id: canary })],
    [
      'an event with an id after its detail',
      { messageId: 'm', body: `{"detail":{"id":"${canary}"},"id":"${canary}"}` },
    ],
    ['an event of an unknown type', messageOf(canary, { [canary]: canary }, { source: canary })],
    [
      'facts',
      messageOf('conversation.updated', {
        tenantId: randomUUID(),
        contactId: randomUUID(),
        facts: { email },
        observedAt: '2026-11-23T09:30:00Z',
      }),
    ],
    [
      'malformed facts',
      messageOf('conversation.updated', {
        tenantId: randomUUID(),
        contactId: canary,
        facts: { [canary]: canary, email: canary, firstName: [canary] },
      }),
    ],
    ['a message that is no JSON', { messageId: 'm', body: fakeStack }],
    ['a message that is a string', { messageId: 'm', body: JSON.stringify(fakeStack) }],
    [
      'a message that is nested too deeply',
      { messageId: 'm', body: `${'['.repeat(100_000)}"${canary}"${']'.repeat(100_000)}` },
    ],
  ])('%s', async (_, poison) => {
    for (const handler of [detectSender, enrichContact, deriveCompany, resolveInCrm]) await deliver(handler, [poison]);
  });

  it('a record of the stream', async () => {
    const Keys = { tenantId: { S: canary }, contactId: { S: canary } };
    for (const NewImage of [Keys, { ...Keys, sources: { S: canary } }, { ...Keys, [canary]: { [canary]: canary } }]) {
      const record = { dynamodb: { SequenceNumber: '1', Keys, NewImage } };
      for (const handler of [publishChange, projectChange])
        await handler({ Records: [Object(record)] }, lambdaContext());
    }
  });
});

type Handler = (event: object, context: object) => Promise<unknown>;
const { functions }: { functions: Record<string, { handler: string; events: { httpApi?: string }[] }> } = parse(
  readFileSync('serverless.yml', 'utf8'),
);
/** All functions of the API, each with a method of its routes. */
const endpoints: { handler: Handler; method: string }[] = await Promise.all(
  Object.values(functions)
    .filter(({ events }) => events[0]?.httpApi !== undefined)
    .map(async ({ handler: path, events }) => ({
      handler: (await import(`../../${path.replace('.handler', '.ts')}`)).handler,
      method: events[0]?.httpApi?.split(' ')[0] ?? '',
    })),
);

// lib/build/bundle.ts writes this into a bundle.
Object.assign(globalThis, { RELEASE: {} });

const requests: readonly (readonly [string, Call])[] = [
  ['a token', { apiKey: canary }],
  ['a key', { apiKey: `ctk_live_${canary}` }],
  ['a JWT', { apiKey: `${Buffer.from(JSON.stringify({ alg: canary })).toString('base64url')}.${canary}.${canary}` }],
  ['a path', { path: `/api/contacts/${canary}`, id: canary }],
  ['a query', { query: { [canary]: canary, email, cursor: canary, limit: canary, phone: canary } }],
  [
    'headers',
    { headers: { [canary]: canary, accept: canary, origin: canary, 'content-type': canary, 'if-match': canary } },
  ],
  ['a body', { body: { [canary]: canary, name: canary, email } }],
  ['a broken body', { body: `{"${fakeStack}`, headers: { 'content-type': 'application/json' } }],
];

describe('a line of the log has none of a request with', () => {
  it.each(requests)('%s', async (_, request) => {
    const tenant = await useTenant();
    for (const { handler, method } of endpoints) {
      await handler(eventOf({ ...tenant, id: randomUUID(), method, ...request }), lambdaContext());
    }
  });

  it.each([
    ['breaks off', { status: 200, body: `{"Item": {"${fakeStack}` }],
    [
      'has an unreadable item',
      { status: 200, body: JSON.stringify({ Item: { tenantId: { S: canary }, [canary]: { N: canary } } }) },
    ],
    [
      'quotes a value',
      {
        status: 400,
        body: JSON.stringify({ __type: 'ValidationException', message: `Value '${canary}' at 'key' failed` }),
      },
    ],
  ])('data to which the reply of the table %s', async (_, reply) => {
    const tenant = await useTenant();
    service.proxy.intercept = () => reply;
    for (const { handler, method } of endpoints) {
      await handler(eventOf({ ...tenant, id: randomUUID(), method, body: { email } }), lambdaContext());
    }
    await deliver(detectSender, [received({})]);
  });
});
