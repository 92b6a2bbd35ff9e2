import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { listen } from '../../../lib/local/listen.ts';
import { contactUpdated } from '../../../schemas/events/contactUpdated.ts';
import { runNode } from './command.ts';

const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const secret = secretOf(1);
const timestamp = '2026-11-23T09:31:12.345Z';
const [data] = contactUpdated.detail.examples;
const body = JSON.stringify({ type: 'contact.updated', timestamp, data });

it('npm run listen shows each delivery that verifies on a line, and deletes its webhook at the end', async () => {
  const requests: string[] = [];
  const created = Promise.withResolvers<string>();
  // In place of the service's API.
  const api = await listen(0, async (request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const sent = await text(request);
    if (request.method === 'POST') created.resolve(JSON.parse(sent).url);
    response.end(request.method === 'POST' ? JSON.stringify({ id: 'w-1', secret }) : '');
  });
  const directory = await mkdtemp(join(tmpdir(), 'listen-'));
  await writeFile(join(directory, 'demo.json'), JSON.stringify({ url: api.url, tenants: [{ apiKey: 'k' }] }));
  const command = spawn(process.execPath, ['lib/cli/listen.ts'], {
    cwd: resolve(import.meta.dirname, '../../..'),
    env: { ...process.env, NODE_NO_WARNINGS: '1', LOCAL_DIRECTORY: directory, npm_lifecycle_event: '' },
  });
  const errors = createInterface(command.stderr)[Symbol.asyncIterator]();
  const lines = createInterface(command.stdout)[Symbol.asyncIterator]();
  const url = await created.promise;
  expect((await errors.next()).value).toBe(`Webhook w-1 posts events to ${url}; Ctrl-C deletes it.`);

  const deliver = async (signer: Webhook) => {
    const [id, at] = ['e-1', new Date()];
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signer.sign(id, at, body),
    };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  expect(await deliver(new Webhook(secretOf(2)))).toBe(400);
  expect((await errors.next()).value).toMatch(/^A request that is no delivery of the webhook was refused: /);
  expect(await deliver(new Webhook(secret))).toBe(204);
  const line = (await lines.next()).value;
  expect(line).toBe(`${timestamp}  contact.updated  ${data?.contactId}  version 2  companyName  by message:m-1`);

  const ended = once(command, 'exit');
  command.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(requests).toEqual(['POST /api/webhooks Bearer k', 'DELETE /api/webhooks/w-1 Bearer k']);
  await api.close();

  const { code, stderr } = await runNode(['lib/cli/listen.ts'], { LOCAL_DIRECTORY: directory });
  expect([code, stderr]).toEqual([1, 'No local service is running. Start it with npm start.\n']);
  await rm(directory, { recursive: true });
});
