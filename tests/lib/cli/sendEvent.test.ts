import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startBus } from '../../../lib/local/emulators/events/bus.ts';
import { readDeclarations } from '../../../lib/local/emulators/events/declarations.ts';
import { openQueues } from '../../../lib/local/emulators/events/queues.ts';
import { type Listening, listen } from '../../../lib/local/listen.ts';
import { messageReceived } from '../../../schemas/events/messageReceived.ts';
import { runNode } from './command.ts';

const queues = openQueues([]);
const [detail] = messageReceived.detail.examples;
const type = messageReceived.detailType;
const event = { source: 'platform', 'detail-type': type, detail };
const queue = 'DetectSenderQueue';

let directory: string;
let bus: Listening;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'send-event-'));
  bus = await startBus(0, 'contacts-dev', (await readDeclarations({})).rules, queues);
  await writeFile(join(directory, 'demo.json'), JSON.stringify({ eventsUrl: bus.url }));
});
afterAll(async () => {
  await bus.close();
  queues.close();
  await rm(directory, { recursive: true });
});
let seen: number;
beforeEach(() => {
  seen = queues.list([queue]).length;
});

const sent = () =>
  queues
    .list([queue])
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
  it('sends one event, and prints its id and the queue that took it', async () => {
    const { code, stdout, stderr } = await send(JSON.stringify(event));
    const [one, ...more] = sent();
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `${one.id}  ${type}  taken by ${queue}\n`,
      stderr: '',
    });
    expect(one).toMatchObject(event);
    expect(more).toEqual([]);
  });

  it('sends more events than one request allows, in order, with their times and resources', async () => {
    const given = { time: '2026-11-23T09:30:00Z', resources: ['arn:x'] };
    const events = Array.from({ length: 23 }, (_, n) => ({
      ...event,
      ...given,
      detail: { ...detail, messageId: `m-${n}` },
    }));
    const { code, stdout } = await send(JSON.stringify(events));
    expect(code).toBe(0);
    expect(sent()).toMatchObject(events);
    expect(stdout.split('\n').filter(Boolean)).toEqual(sent().map(({ id }) => `${id}  ${type}  taken by ${queue}`));
  });

  it('reads standard input', async () => {
    const env = { ...process.env, LOCAL_DIRECTORY: directory };
    const child = spawn(process.execPath, ['lib/cli/sendEvent.ts', '-'], { env });
    child.stdin.end(JSON.stringify(event));
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect([stdout, code]).toEqual([`${sent()[0].id}  ${type}  taken by ${queue}\n`, 0]);
  });

  it('sends the valid events, and prints why the others were rejected', async () => {
    const large = { ...event, detail: { text: 'x'.repeat(256 * 1024) } };
    const { code, stdout, stderr } = await send(JSON.stringify([event, large, event, { ...event, source: 'aws.ec2' }]));
    expect(stdout.split('\n').filter(Boolean)).toEqual(sent().map(({ id }) => `${id}  ${type}  taken by ${queue}`));
    expect(sent()).toHaveLength(2);
    expect([code, stderr.split('\n')]).toEqual([
      1,
      [
        `Event 2 (${type}) was rejected: InvalidArgument: The entry is larger than 256 KB.`,
        `Event 4 (${type}) was rejected: NotAuthorizedForSourceException: Not authorized for the source.`,
        '2 of 4 events will not be handled.',
        '',
      ],
    ]);
  });

  it.each([
    ['channel.mesage_received', 'platform', ' Did you mean channel.message_received?'],
    ['Conversation.Updated', 'platform', ' Did you mean conversation.updated?'],
    ['message.received', 'platform', ' Did you mean channel.message_received?'],
    ['contact.renamed', 'contact-service', ''],
    ['conversation.updated', 'another', ''],
  ])('prints that no rule takes %s from the source %s', async (other, source, suggestion) => {
    const { code, stdout, stderr } = await send(JSON.stringify({ ...event, source, 'detail-type': other }));
    expect([code, stdout, stderr.split('\n')[0]]).toEqual([
      1,
      '',
      `Event 1 (${other}) was dropped, because no rule takes it from the source "${source}".${suggestion}`,
    ]);
  });

  it.each<[string, object, string]>([
    ['a missing field', { detail: { ...detail, sender: {} } }, 'sender/address is missing'],
    [
      'two wrong fields',
      { detail: { ...detail, channel: 'fax', receivedAt: 'soon' } },
      'channel must be one of email, chat, whatsapp, sms, voice; receivedAt must be a date and time, for example 2026-11-23T09:30:00.000Z',
    ],
    ['a later version', { 'detail-type': `${type}.v2` }, `detail-type must be ${type}`],
  ])('prints that the function will reject an event with %s', async (_, change, violation) => {
    const changed = { ...event, ...change };
    const { code, stdout, stderr } = await send(JSON.stringify(changed));
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `Event 1 (${changed['detail-type']}) was taken by ${queue}, but will become a dead letter: ${violation}\n` +
        '1 of 1 events will not be handled.\n',
    ]);
    expect(sent()).toHaveLength(1);
  });

  it('prints that the function will leave out an invalid fact', async () => {
    const facts = { email: 'nobody', companyName: 'Acme' };
    const told = { tenantId: detail.tenantId, contactId: crypto.randomUUID(), facts, observedAt: detail.receivedAt };
    const { code, stdout } = await send(
      JSON.stringify({ ...event, 'detail-type': 'conversation.updated', detail: told }),
    );
    expect(code).toBe(0);
    expect(stdout).toContain(', but will lose what is invalid: facts/email must be an email address\n');
  });

  it('prints that another program has the port of the bus', async () => {
    const other = await listen(0, (_, response) => response.end('<html></html>'));
    const place = await mkdtemp(join(tmpdir(), 'other-'));
    await writeFile(join(place, 'demo.json'), JSON.stringify({ eventsUrl: other.url }));
    const { code, stderr } = await send(JSON.stringify(event), { LOCAL_DIRECTORY: place });
    const expected = `${other.url} is not the event bus of the local service: it responded with 200.\n`;
    expect([code, stderr]).toEqual([1, expected]);
    await other.close();
    await rm(place, { recursive: true });
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
    const expected = 'No local service is running. Start it with npm start.\n';
    const never = await send(JSON.stringify(event), { LOCAL_DIRECTORY: join(directory, 'nothing') });
    expect([never.code, never.stderr]).toEqual([1, expected]);

    const ended = await mkdtemp(join(tmpdir(), 'ended-'));
    const gone = await startBus(0, 'x', [], queues);
    await gone.close();
    await writeFile(join(ended, 'demo.json'), JSON.stringify({ eventsUrl: gone.url }));
    const { code, stderr } = await send(JSON.stringify(event), { LOCAL_DIRECTORY: ended });
    expect([code, stderr]).toEqual([1, expected]);
    await rm(ended, { recursive: true });
  });
});
