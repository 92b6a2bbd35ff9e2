/**
 * Calls every function of serverless.yml with events that it must survive, in a process of its own, as on Lambda:
 * there, a promise that rejects unhandled ends the process, also long after the response. Sends what each call returned
 * to the parent, because the functions print their log.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as passes } from 'node:timers/promises';
import { parse } from 'yaml';
import { eventOf } from '../support/call.ts';
import { messageOf } from '../support/deliver.ts';

/** Longer than the half second that functions reserve, so that they have time at all. */
const remainingMilliseconds = 600;

const events: Readonly<Record<string, unknown>> = {
  'an empty batch': { Records: [] },
  'a batch without ids': { Records: [{ s3: { object: { key: 'canary' } } }] },
  'a batch of null': { Records: [null] },
  'a batch of a queue with a record of another': {
    Records: [messageOf('unknown', {}), { Sns: { Message: 'canary' } }],
  },
  'no list of records': { Records: { length: 1 } },
  'an event of the bus': JSON.parse(messageOf('channel.message_received', {}).body),
  'a request to a REST API': { httpMethod: 'GET', path: '/canary', headers: {}, requestContext: { stage: 'v1' } },
  'a request to an HTTP API': eventOf({ path: '/canary', method: 'GET' }),
  'an empty object': {},
  'a list': [{ Records: [] }],
  'a string': 'canary',
  'a number': 7,
  true: true,
  null: null,
  nothing: undefined,
};

const { functions }: { functions: Record<string, { handler: string }> } = parse(readFileSync('serverless.yml', 'utf8'));
// lib/build/bundle.ts writes this into a bundle.
Object.assign(globalThis, { RELEASE: {} });

const outcomes: Record<string, Record<string, unknown>> = {};
for (const [name, { handler: path }] of Object.entries(functions)) {
  const { handler } = await import(`../../${path.replace('.handler', '.ts')}`);
  outcomes[name] = {};
  for (const [kind, event] of Object.entries(events)) {
    const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => remainingMilliseconds };
    const call = async () => handler(event, context);
    outcomes[name][kind] = await call().catch(({ message }) => ({ thrown: message }));
  }
}
// Timers of one duration fire in the order in which they were set, so all deadlines have passed by then.
await passes(remainingMilliseconds);
process.send?.(outcomes, () => process.disconnect());
