import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { startBus } from '../../../../../lib/local/emulators/events/bus.ts';
import { matcher } from '../../../../../lib/local/emulators/events/pattern.ts';
import { openQueues } from '../../../../../lib/local/emulators/events/queues.ts';
import type { Listening } from '../../../../../lib/local/listen.ts';

const queues = openQueues([]);
const rules = [
  { matches: matcher({ source: ['channels'] }), queues: ['a'] },
  { matches: matcher({ 'detail-type': [{ prefix: 'message.' }] }), queues: ['a', 'b'] },
];
const entry = { Source: 'channels', DetailType: 'message.received', Detail: '{"text": "Grüße"}' };

let bus: Listening;
let client: EventBridgeClient;
beforeAll(async () => {
  bus = await startBus(0, 'contacts-dev', rules, queues);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new EventBridgeClient({ endpoint: bus.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await bus.close();
  queues.close();
});
let sentBefore: number;
beforeEach(() => {
  sentBefore = queues.list(['a', 'b']).length;
});

const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
const sent = () =>
  queues
    .list(['a', 'b'])
    .slice(sentBefore)
    .map(({ queue, body }) => ({ queue, event: JSON.parse(body) }));

async function errorOf(body: string) {
  const response = await fetch(bus.url, { method: 'POST', headers: { 'x-amz-target': 'AWSEvents.PutEvents' }, body });
  return { status: response.status, type: ((await response.json()) as { __type: string }).__type };
}

describe('PutEvents', () => {
  it('sends an event once to each queue of the matching rules, in the form of EventBridge', async () => {
    const Time = new Date('2026-11-23T09:30:00.789Z');
    const { FailedEntryCount, Entries } = await put({ ...entry, Time, Resources: ['arn:x'] });
    expect(FailedEntryCount).toBe(0);
    const event = {
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'message.received',
      source: 'channels',
      account: '000000000000',
      time: '2026-11-23T09:30:00Z',
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { text: 'Grüße' },
    };
    expect(event.id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(sent()).toEqual([
      { queue: 'a', event },
      { queue: 'b', event },
    ]);
  });

  it('sets a missing time to now, and accepts an event that no rule matches', async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    await put({ ...entry, DetailType: 'x' }, { ...entry, Source: 'x', DetailType: 'x' });
    const [only, ...more] = sent();
    expect([only?.queue, more]).toEqual(['a', []]);
    expect(only?.event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(only?.event.time)).toBeGreaterThanOrEqual(before);
  });

  it.each([undefined, 'default', 'contacts-dev'])('accepts the bus name %s', async (EventBusName) => {
    await put({ ...entry, EventBusName });
    expect(sent()).toHaveLength(2);
  });

  const required = (name: string) => `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
  it.each<[string, PutEventsRequestEntry, string, string]>([
    ['no source', { ...entry, Source: undefined }, 'InvalidArgument', required('Source')],
    ['an empty detail type', { ...entry, DetailType: '' }, 'InvalidArgument', required('DetailType')],
    ['no detail', { ...entry, Detail: undefined }, 'InvalidArgument', required('Detail')],
    [
      "a source of AWS's services",
      { ...entry, Source: 'aws.ec2' },
      'NotAuthorizedForSourceException',
      'Not authorized for the source.',
    ],
    ['a detail that is not JSON', { ...entry, Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    ['a detail that is a list', { ...entry, Detail: '[]' }, 'MalformedDetail', 'Detail is malformed.'],
    [
      'over 256 KB',
      { ...entry, Detail: JSON.stringify({ text: 'ü'.repeat(128 * 1024) }) },
      'InvalidArgument',
      'The entry is larger than 256 KB.',
    ],
    [
      'another bus',
      { ...entry, EventBusName: 'orders' },
      'ResourceNotFoundException',
      'Event bus orders does not exist.',
    ],
  ])('rejects an entry with %s, and only this one', async (_, invalid, ErrorCode, ErrorMessage) => {
    const { FailedEntryCount, Entries } = await put(entry, invalid, entry);
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toEqual([
      { EventId: expect.any(String) },
      { ErrorCode, ErrorMessage },
      { EventId: expect.any(String) },
    ]);
    expect(sent()).toHaveLength(4);
  });

  it('accepts an entry of 256 KB, and no larger one', async () => {
    const room = 256 * 1024 - Buffer.byteLength('channelsmessage.received{"text":""}');
    const largest = { ...entry, Detail: `{"text":"${'x'.repeat(room)}"}` };
    expect(await put(largest)).toMatchObject({ FailedEntryCount: 0 });
    expect(await put({ ...largest, Resources: ['x'] })).toMatchObject({ FailedEntryCount: 1 });
  });

  it('rejects a request with no entry or more than ten', async () => {
    await expect(put()).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put(...Array(11).fill(entry))).rejects.toMatchObject({ name: 'ValidationException' });
    expect(sent()).toEqual([]);
  });

  it.each(['', '{', 'null', '{}', '{"Entries": {}}', '{"Entries": [1]}'])('rejects the body %j', async (body) => {
    expect(await errorOf(body)).toEqual({ status: 400, type: 'SerializationException' });
  });
});

describe('DeliverEvents', () => {
  it('sends events like PutEvents, and names the queues that took each', async () => {
    const Entries = [entry, { ...entry, Source: 'x', DetailType: 'x' }, { ...entry, Source: 'aws.ec2' }];
    const headers = { 'x-amz-target': 'Local.DeliverEvents' };
    const response = await fetch(bus.url, { method: 'POST', headers, body: JSON.stringify({ Entries }) });
    const EventId = expect.any(String);
    expect(await response.json()).toEqual({
      FailedEntryCount: 1,
      Entries: [
        { EventId, Queues: ['a', 'b'] },
        { EventId, Queues: [] },
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
      ],
    });
    expect(sent()).toHaveLength(2);
  });
});
