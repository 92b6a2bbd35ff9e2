import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startBus } from '../../../lib/local/emulators/events/bus.ts';
import { openQueues } from '../../../lib/local/emulators/events/queues.ts';
import type { Listening } from '../../../lib/local/listen.ts';
import { contactUpdated } from '../../../schemas/events/contactUpdated.ts';
import { runNode } from './command.ts';

const queues = openQueues([]);
let directory: string;
let bus: Listening;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'events-'));
  bus = await startBus(0, 'contacts-dev', [], queues);
  await writeFile(join(directory, 'demo.json'), JSON.stringify({ eventsUrl: bus.url }));
});
afterAll(async () => {
  queues.close();
  await rm(directory, { recursive: true });
});

const put = (details: readonly object[]) =>
  fetch(bus.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({
      Entries: details.map((detail) => ({
        Source: 'contact-service',
        DetailType: contactUpdated.detailType,
        Detail: JSON.stringify(detail),
      })),
    }),
  });

it('npm run events shows each event on a line, with values if it has them, and ends with the service', async () => {
  const command = spawn(process.execPath, ['lib/cli/events.ts'], {
    cwd: resolve(import.meta.dirname, '../../..'),
    env: { ...process.env, NODE_NO_WARNINGS: '1', LOCAL_DIRECTORY: directory },
  });
  // It waits for events from now on.
  await once(command.stderr, 'data');
  const lines = createInterface(command.stdout)[Symbol.asyncIterator]();
  await put(contactUpdated.detail.examples);
  const id = '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55';
  expect((await lines.next()).value).toMatch(
    new RegExp(`Z {2}contact.updated {2}${id} {2}version 2 {2}companyName {2}by message:m-1$`),
  );
  expect((await lines.next()).value).toMatch(/ {2}version 3 {2}firstName: "Henrik" -> "Henrik B\." {2}by key:/);
  const ended = once(command, 'exit');
  await bus.close();
  expect(await ended).toEqual([0, null]);

  const { code, stderr } = await runNode(['lib/cli/events.ts'], { LOCAL_DIRECTORY: directory });
  expect([code, stderr]).toEqual([1, 'No local service is running. Start it with npm start.\n']);
});
