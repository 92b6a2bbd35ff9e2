/** `npm run send-event -- <file.json>`: sends events to the running local service, and reports what happens to them. */
import type { Reply } from '../local/emulators/events/putEvents.ts';
import { type EventContracts, loadEventContracts } from './eventContracts.ts';
import { type FileEvent, readEventFile } from './eventFile.ts';
import { run, UsageError } from './run.ts';
import { readDemo, throwNotRunning } from './runningService.ts';

const usage = `Usage:
  npm run send-event -- <file.json>
  npm run send-event -- -              reads standard input

The file contains an event, {"source": "...", "detail-type": "...", "detail": {...}}, or an array of events. An event may also
have "time" and "resources". All events are sent. The exit code is 0 if each of them reached a queue and has the form that
the queue's function expects, apart from facts that are only left out; otherwise it is 1.`;

const maxEntries = 10;

await run(usage, { allowPositionals: true }, async ({ positionals }) => {
  const [file, another] = positionals;
  if (!file || another) throw new UsageError('Name one file to send');
  const events = await readEventFile(file);
  const { eventsUrl } = await readDemo({ eventsUrl: '' });
  const contracts = await loadEventContracts();
  let failed = 0;
  for (let at = 0; at < events.length; at += maxEntries) {
    const chunk = events.slice(at, at + maxEntries);
    const { Entries } = await deliver(eventsUrl, chunk);
    for (const [i, event] of chunk.entries()) {
      const { isHandled, text } = outcomeOf(event, Entries[i], contracts);
      if (isHandled) console.log(text);
      else console.error(`Event ${at + i + 1} (${event.type}) ${text}`);
      if (!isHandled) failed++;
    }
  }
  if (failed > 0) throw new Error(`${failed} of ${events.length} events will not be handled.`);
});

type Entry = Reply['Entries'][number];

function outcomeOf({ source, type, detail }: FileEvent, entry: Entry | undefined, contracts: EventContracts) {
  const problem = (text: string) => ({ isHandled: false, text });
  if (!entry) return problem('got no response.');
  if ('ErrorCode' in entry) return problem(`was rejected: ${entry.ErrorCode}: ${entry.ErrorMessage}`);
  const queues = entry.Queues.join(', ');
  if (!queues) {
    const suggestion = contracts.suggestion(type);
    return problem(
      `was dropped, because no rule takes it from the source "${source}".${suggestion ? ` Did you mean ${suggestion}?` : ''}`,
    );
  }
  const found = contracts.problem(type, detail);
  if (found?.isFatal) return problem(`was taken by ${queues}, but ${found.text}`);
  return {
    isHandled: true,
    text: `${entry.EventId}  ${type}  taken by ${queues}${found ? `, but ${found.text}` : ''}`,
  };
}

/** Sends events with the local bus's own operation, whose reply names the queues that took them. */
async function deliver(eventsUrl: string, events: readonly FileEvent[]): Promise<Reply> {
  const entries = events.map(({ source, type, detail, time, resources }) => ({
    Source: source,
    DetailType: type,
    Detail: JSON.stringify(detail),
    Resources: resources,
    ...(time && { Time: time.getTime() / 1000 }),
  }));
  const response = await fetch(eventsUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Local.DeliverEvents' },
    body: JSON.stringify({ Entries: entries }),
    // demo.json remains when the local service stops.
  }).catch(() => throwNotRunning());
  if (!response.ok || !response.headers.has('x-amzn-requestid'))
    throw new Error(`${eventsUrl} is not the event bus of the local service: it responded with ${response.status}.`);
  return JSON.parse(await response.text());
}
