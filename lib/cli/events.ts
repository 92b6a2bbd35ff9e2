/** `npm run events`: shows every event on the bus of the local service, from now on. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { EventEnvelope } from '../local/emulators/events/entries.ts';
import { eventLine } from './eventLine.ts';
import { run } from './run.ts';
import { readDemo, throwNotRunning } from './runningService.ts';

const usage = `Usage:
  npm run events               shows each event on the bus of the local service on a line, until Ctrl-C
  npm run -s events -- --json  prints them as JSON, as EventBridge delivers them

The tenant's setting eventValues adds the values before and after a change.`;

await run(usage, { options: { json: { type: 'boolean' } } }, async ({ values: { json } }) => {
  const { eventsUrl } = await readDemo({ eventsUrl: '' });
  // demo.json remains when the local service stops.
  const { body } = await fetch(`${eventsUrl}/events`).catch(() => throwNotRunning());
  if (!body) throw new Error(`${eventsUrl} is not the event bus of the local service.`);
  console.error('Waiting for events; Ctrl-C ends this.');
  // Ends when the service does.
  for await (const line of createInterface(Readable.fromWeb(body)))
    console.log(json ? line : describe(JSON.parse(line)));
});

function describe({ time, 'detail-type': type, detail }: EventEnvelope): string {
  return eventLine({ time, type, detail });
}
