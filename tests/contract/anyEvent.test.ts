import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

type Outcome = {
  readonly statusCode?: number;
  readonly batchItemFailures?: object[];
  readonly thrown?: string;
};

const env = { TABLE_NAME: 't', AWS_REGION: 'local', EVENT_BUS_NAME: 'b', SECRET_PREFIX: 's' };
const script = ['--disable-warning=ExperimentalWarning', 'tests/contract/anyEvent.ts'];
const child = spawn(process.execPath, script, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
const received: Record<string, Record<string, Outcome>> = {};
child.on('message', (message) => Object.assign(received, message));
const read = async (stream: Readable | null) => (stream ? text(stream) : '');
const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
const [output, errors, [[status]]] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
const log = output + errors;
const outcomes = Object.entries(received).flatMap(([name, byKind]) =>
  Object.entries(byKind).map(([kind, outcome]): [string, string, Outcome] => [name, kind, outcome]),
);
const outcomesOf = (isWanted: (name: string, kind: string) => boolean) =>
  new Set(outcomes.filter(([name, kind]) => isWanted(name, kind)).map(([, , outcome]) => JSON.stringify(outcome)));

const { functions }: { functions: Record<string, { events: object[] }> } = parse(
  readFileSync('serverless.yml', 'utf8'),
);
const isInvokedBy =
  (...sources: string[]) =>
  (name: string): boolean =>
    sources.some((source) => Object.hasOwn(functions[name]?.events[0] ?? {}, source));
const withoutCredential = ['getHealth', 'getOpenApi', 'getDocs', 'notFound'];
const isApi = isInvokedBy('httpApi');
const isConsumer = isInvokedBy('sqs', 'stream');
const isScheduled = isInvokedBy('schedule');

describe('an event of any kind', () => {
  it('leaves no promise that rejects after the response and ends the process', () => {
    expect([status, status === 0 ? '' : log]).toEqual([0, '']);
    expect(outcomes.length).toBeGreaterThan(300);
  });

  it('that is no HTTP request is not served by an API function that needs a credential', () => {
    const statuses = outcomes
      .filter(([name, kind]) => isApi(name) && !withoutCredential.includes(name) && kind !== 'a request to an HTTP API')
      .map(([, , { statusCode }]) => statusCode);
    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  it('that is a batch without records is a success of every function that consumes batches', () => {
    expect(outcomesOf((name, kind) => isConsumer(name) && kind === 'an empty batch')).toEqual(
      new Set(['{"batchItemFailures":[]}']),
    );
  });

  it('that is no batch, or one of other records, fails as a whole, so that Lambda delivers it again', () => {
    expect(outcomesOf((name, kind) => isConsumer(name) && kind !== 'an empty batch')).toEqual(
      new Set(['{"thrown":"The event has a record of another kind"}', '{"thrown":"The event is no batch of records"}']),
    );
  });

  it('that is not of a schedule does not run what is scheduled', () => {
    expect(outcomesOf(isScheduled)).toEqual(new Set(['{"thrown":"The event is not of a schedule"}']));
  });

  it('leaves none of its text in the log', () => {
    expect(log).not.toContain('canary');
  });
});
