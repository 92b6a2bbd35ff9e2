import { startBus } from '../../../../../lib/local/emulators/events/bus.ts';
import { openQueues } from '../../../../../lib/local/emulators/events/queues.ts';
import type { Listening } from '../../../../../lib/local/listen.ts';

const queues = openQueues([]);

let bus: Listening;
beforeAll(async () => {
  bus = await startBus(0, 'contacts-dev', [], queues);
});
afterAll(async () => {
  await bus.close();
  queues.close();
});

describe('startBus', () => {
  it('rejects other operations', async () => {
    const headers = { 'x-amz-target': 'AWSEvents.ListRules' };
    const response = await fetch(bus.url, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('streams every event from now on, also one that no rule takes, to each watcher', async () => {
    const watchers = await Promise.all([fetch(`${bus.url}/events`), fetch(`${bus.url}/events`)]);
    const headers = { 'x-amz-target': 'AWSEvents.PutEvents' };
    const entry = { Source: 'platform', DetailType: 'anything', Detail: '{"n":1}' };
    await fetch(bus.url, { method: 'POST', headers, body: JSON.stringify({ Entries: [entry] }) });
    for (const { body } of watchers) {
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      const { value = '' } = (await reader?.read()) ?? {};
      expect(value.endsWith('\n')).toBe(true);
      expect(JSON.parse(value)).toMatchObject({ source: 'platform', 'detail-type': 'anything', detail: { n: 1 } });
      await reader?.cancel();
    }
  });

  it('rejects a port in use', async () => {
    const port = Number(new URL(bus.url).port);
    await expect(startBus(port, 'x', [], queues)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
