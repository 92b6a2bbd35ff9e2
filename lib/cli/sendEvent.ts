/** `npm run send-event -- <file.json>`: sends EventBridge events to the running local service. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { localSettings, region } from '../local/settings.ts';
import { run, UsageError } from './run.ts';

const usage = `Usage:
  npm run send-event -- <file.json>
  npm run send-event -- -              reads standard input

The file contains an event, {"source": "...", "detail-type": "...", "detail": {...}}, or an array of events. An event may also
have "time" and "resources".`;

const maxEntries = 10;

await run(usage, { allowPositionals: true }, async ({ positionals }) => {
  const [file, another] = positionals;
  if (!file || another) throw new UsageError('Name one file to send');
  const entries = entriesOf(await read(file));
  const { eventsUrl } = JSON.parse(
    await readFile(join(localSettings().directory, 'demo.json'), 'utf8').catch(throwNotRunning),
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new EventBridgeClient({ endpoint: eventsUrl, region, credentials });
  let failed = 0;
  for (let at = 0; at < entries.length; at += maxEntries) {
    const chunk = entries.slice(at, at + maxEntries);
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: chunk })).catch(throwSendError);
    for (const [i, { EventId, ErrorCode, ErrorMessage }] of Entries.entries()) {
      if (EventId) console.log(`${EventId}  ${chunk[i]?.DetailType}`);
      else console.error(`Event ${at + i + 1} was rejected: ${ErrorCode}: ${ErrorMessage}`);
      if (!EventId) failed++;
    }
  }
  if (failed > 0) throw new Error(`${failed} of ${entries.length} events were not sent`);
});

async function read(file: string): Promise<unknown> {
  const content = await (file === '-' ? text(process.stdin) : readFile(file, 'utf8')).catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(content);
  } catch {
    throw new UsageError(`${file} is not JSON`);
  }
}

function entriesOf(content: unknown): PutEventsRequestEntry[] {
  const events = Array.isArray(content) ? content : [content];
  if (events.length === 0) throw new UsageError('The file contains no event');
  return events.map((event: unknown, i) => entryOf(event, `Event ${i + 1}`));
}

function entryOf(event: unknown, name: string): PutEventsRequestEntry {
  const { source, 'detail-type': type, detail, time, resources = [] }: Record<string, unknown> = Object(event);
  if (typeof source !== 'string') throw new UsageError(`${name}: "source" must be a string`);
  if (typeof type !== 'string') throw new UsageError(`${name}: "detail-type" must be a string`);
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
    throw new UsageError(`${name}: "detail" must be an object`);
  if (!Array.isArray(resources)) throw new UsageError(`${name}: "resources" must be an array`);
  const entry = { Source: source, DetailType: type, Detail: JSON.stringify(detail), Resources: resources };
  if (time === undefined) return entry;
  const Time = new Date(String(time));
  if (Number.isNaN(Time.getTime())) throw new UsageError(`${name}: "time" must be a date and time`);
  return { ...entry, Time };
}

function throwSendError(error: Error): never {
  // demo.json remains when the local service stops.
  if ('code' in error && error.code === 'ECONNREFUSED') throwNotRunning();
  throw error;
}

function throwNotRunning(): never {
  throw new UsageError('No local service is running (npm start)');
}
