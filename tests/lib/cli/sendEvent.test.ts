import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startBus } from '../../../lib/local/emulators/events/bus.ts';
import { openQueues } from '../../../lib/local/emulators/events/queues.ts';
import type { Listening } from '../../../lib/local/listen.ts';
import { runNode } from './command.ts';

const queues = openQueues([]);
const event = { source: 'test', 'detail-type': 'message.received', detail: { n: 1 } };

let directory: string;
let bus: Listening;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'send-event-'));
  bus = await startBus(0, 'contacts-dev', [{ matches: () => true, queues: ['all'] }], queues);
  await writeFile(join(directory, 'demo.json'), JSON.stringify({ eventsUrl: bus.url }));
});
afterAll(async () => {
  await bus.close();
  queues.close();
  await rm(directory, { recursive: true });
});
let seen: number;
beforeEach(() => {
  seen = queues.list(['all']).length;
});

const sent = () =>
  queues
    .list(['all'])
    .slice(seen)
    .map(({ body }) => JSON.parse(body));
const sendEvent = (words: string[], more: NodeJS.ProcessEnv = {}) =>
  runNode(['lib/cli/sendEvent.ts', ...words], { LOCAL_DIRECTORY: directory, ...more });

async function send(content: string, more: NodeJS.ProcessEnv = {}) {
  const file = join(directory, 'event.json');
  await writeFile(file, content);
  const { code, stdout, stderr } = await sendEvent([file], more);
  return { code, stdout, stderr: stderr.replaceAll(`${directory}/`, '') };
}

describe('npm run send-event', () => {
  it('sends one event and prints its id', async () => {
    const { code, stdout, stderr } = await send(JSON.stringify(event));
    const [one, ...more] = sent();
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${one.id}  message.received\n`, stderr: '' });
    expect(one).toMatchObject(event);
    expect(more).toEqual([]);
  });

  it('sends more events than one request allows, in order, with their times and resources', async () => {
    const given = { time: '2026-11-23T09:30:00Z', resources: ['arn:x'] };
    const events = Array.from({ length: 23 }, (_, n) => ({ ...event, ...given, detail: { n } }));
    const { code, stdout } = await send(JSON.stringify(events));
    expect(code).toBe(0);
    expect(sent()).toMatchObject(events);
    expect(stdout.split('\n').filter(Boolean)).toEqual(sent().map(({ id }) => `${id}  message.received`));
  });

  it('reads standard input', async () => {
    const env = { ...process.env, LOCAL_DIRECTORY: directory };
    const child = spawn(process.execPath, ['lib/cli/sendEvent.ts', '-'], { env });
    child.stdin.end(JSON.stringify(event));
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect([stdout, code]).toEqual([`${sent()[0].id}  message.received\n`, 0]);
  });

  it('sends the valid events, and prints why the others were rejected', async () => {
    const large = { ...event, detail: { text: 'x'.repeat(256 * 1024) } };
    const { code, stdout, stderr } = await send(JSON.stringify([event, large, event]));
    expect(stdout.split('\n').filter(Boolean)).toEqual(sent().map(({ id }) => `${id}  message.received`));
    expect(sent()).toHaveLength(2);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'Event 2 was rejected: InvalidArgument: The entry is larger than 256 KB.\n1 of 3 events were not sent\n',
    });
  });

  it.each<[string, string, string]>([
    ['invalid JSON', '{', 'event.json is not JSON'],
    ['no event', '[]', 'The file contains no event'],
    ['no source', JSON.stringify({ ...event, source: undefined }), 'Event 1: "source" must be a string'],
    [
      'no detail type',
      JSON.stringify([event, { ...event, 'detail-type': 1 }]),
      'Event 2: "detail-type" must be a string',
    ],
    ['no detail', JSON.stringify([event, event, { ...event, detail: '{}' }]), 'Event 3: "detail" must be an object'],
    ['an invalid time', JSON.stringify({ ...event, time: 'soon' }), 'Event 1: "time" must be a date and time'],
    ['invalid resources', JSON.stringify({ ...event, resources: 'arn:x' }), 'Event 1: "resources" must be an array'],
    ['a string', '"x"', 'Event 1: "source" must be a string'],
    ['null', 'null', 'Event 1: "source" must be a string'],
  ])('with %s in the file prints a message and the usage, and sends nothing', async (_, content, expected) => {
    const { code, stdout, stderr } = await send(content);
    const [message, empty, ...usage] = stderr.split('\n');
    expect([code, stdout, message, empty, usage[0]]).toEqual([2, '', expected, '', 'Usage:']);
    expect(sent()).toEqual([]);
  });

  it.each<[string, string[], string]>([
    ['no file', [], 'Name one file to send'],
    ['two files', ['a', 'b'], 'Name one file to send'],
    ['a file that is not there', ['missing.json'], 'missing.json cannot be read: ENOENT'],
    ['an unknown option', ['--all'], "Unknown option '--all'"],
  ])('with %s prints a message and the usage', async (_, words, expected) => {
    const { code, stderr } = await sendEvent(words);
    expect([code, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining(expected)]);
  });

  it('prints a message if no service is running', async () => {
    const expected = 'No local service is running (npm start)';
    const never = await send(JSON.stringify(event), { LOCAL_DIRECTORY: join(directory, 'nothing') });
    expect([never.code, never.stderr.split('\n')[0]]).toEqual([2, expected]);

    const ended = await mkdtemp(join(tmpdir(), 'ended-'));
    const gone = await startBus(0, 'x', [], queues);
    await gone.close();
    await writeFile(join(ended, 'demo.json'), JSON.stringify({ eventsUrl: gone.url }));
    const { code, stderr } = await send(JSON.stringify(event), { LOCAL_DIRECTORY: ended });
    expect([code, stderr.split('\n')[0]]).toEqual([2, expected]);
    await rm(ended, { recursive: true });
  });
});
