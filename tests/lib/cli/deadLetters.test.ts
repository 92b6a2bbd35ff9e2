import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { readDeclarations } from '../../../lib/local/emulators/events/declarations.ts';
import { failureRecord } from '../../../lib/local/emulators/events/failureRecord.ts';
import { openQueues } from '../../../lib/local/emulators/events/queues.ts';
import { queuesFile } from '../../../lib/local/emulators/events/queuesDatabase.ts';
import { openStream } from '../../../lib/local/emulators/events/streamReader.ts';
import type { StreamRecord } from '../../../lib/local/emulators/events/streamRecord.ts';
import { localEnvironment, tableName } from '../../../lib/local/settings.ts';
import { freePort } from '../../support/freePort.ts';
import { createTable, startEngine } from '../local/emulators/dynamodb/engine.ts';
import { startFakeLambda } from '../local/emulators/events/fakeLambda.ts';
import { runNode } from './command.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dead-letters-'));
});
afterEach(() => rm(directory, { recursive: true }));

const deadLetters = (...words: string[]) =>
  runNode(['lib/cli/deadLetters.ts', ...words], { LOCAL_DIRECTORY: directory });

/** Makes dead letters of messages in the queue of detectSender. Returns the open queues. */
async function kill(...bodies: string[]) {
  const { queues: declared } = await readDeclarations({});
  const queues = openQueues(
    declared.map((queue) => ({ ...queue, visibilityTimeout: 0 })),
    directory,
  );
  queues.send(bodies.map((body) => ({ queue: 'DetectSenderQueue', body })));
  while (queues.receive('DetectSenderQueue', 10).length > 0);
  return queues;
}

describe('npm run dead-letters', () => {
  it('lists each dead letter on a line, and moves them back', async () => {
    const queues = await kill('{"n":1}', '{"n":2}');
    const [first] = queues.list(['DetectSenderDeadLetters']);
    const { code, stdout, stderr } = await deadLetters();
    expect([code, stderr]).toEqual([0, '']);
    const [line, ...more] = stdout.trim().split('\n');
    expect(line).toBe(
      `DetectSenderDeadLetters  ${first?.messageId}  sent ${new Date(first?.sentAt ?? 0).toISOString()}  received 3 times  {"n":1}`,
    );
    expect(more).toEqual([expect.stringMatching(/ {2}\{"n":2\}$/)]);

    expect(await deadLetters('--redrive')).toEqual({ code: 0, stdout: 'Moved back: 2.\n', stderr: '' });
    expect(queues.receive('DetectSenderQueue', 10).map(({ body, receives }) => [body, receives])).toEqual([
      ['{"n":1}', 1],
      ['{"n":2}', 1],
    ]);
    expect((await deadLetters()).stdout).toBe('No dead letters.\n');
    expect((await deadLetters('--redrive')).stdout).toBe('No dead letters.\n');
    queues.close();
  });

  it('moves back or deletes only the dead letters with the given ids', async () => {
    const queues = await kill('{"n":1}', '{"n":2}', '{"n":3}');
    queues.send([{ queue: 'PublishChangeDeadLetters', body: '{"n":4}' }]);
    const left = () =>
      queues.list(['DetectSenderDeadLetters', 'PublishChangeDeadLetters']).map(({ body }) => JSON.parse(body).n);
    const [one = '', two = '', , four = ''] = queues
      .list(['DetectSenderDeadLetters', 'PublishChangeDeadLetters'])
      .map(({ messageId }) => messageId);
    expect(await deadLetters('--remove', one, four)).toEqual({ code: 0, stdout: 'Deleted: 2.\n', stderr: '' });
    expect(left()).toEqual([2, 3]);
    expect(await deadLetters('--redrive', two)).toEqual({ code: 0, stdout: 'Moved back: 1.\n', stderr: '' });
    expect(left()).toEqual([3]);
    expect(queues.receive('DetectSenderQueue', 10).map(({ body }) => body)).toEqual(['{"n":2}']);
    queues.close();
  });

  it.each(['--remove', '--redrive'])('%s changes nothing if one of the ids is unknown', async (option) => {
    const queues = await kill('{"n":1}');
    const [letter] = queues.list(['DetectSenderDeadLetters']);
    queues.send([{ queue: 'DetectSenderQueue', body: '{"n":2}' }]);
    const [waiting] = queues.list(['DetectSenderQueue']);
    for (const id of ['m-1', waiting?.messageId ?? ''])
      expect(await deadLetters(option, letter?.messageId ?? '', id)).toEqual({
        code: 1,
        stdout: '',
        stderr: `There is no dead letter ${id}, so nothing was changed.\n`,
      });
    expect(queues.list(['DetectSenderDeadLetters', 'DetectSenderQueue'])).toEqual([letter, waiting]);
    queues.close();
  });

  it('keeps a dead letter of the stream, and says so, while no service runs', async () => {
    const queues = await kill();
    const [id = ''] = queues.send([{ queue: 'PublishChangeDeadLetters', body: '{}' }]);
    const port = String(await freePort());
    const outcome = await runNode(['lib/cli/deadLetters.ts', '--redrive', id], {
      LOCAL_DIRECTORY: directory,
      DYNAMODB_PORT: port,
      DYNAMODB_ENDPOINT: '',
    });
    expect(outcome).toEqual({ code: 1, stdout: '', stderr: 'No local service is running. Start it with npm start.\n' });
    expect(queues.list(['PublishChangeDeadLetters'])).toHaveLength(1);
    queues.close();
  });

  it('hands records of the stream to their functions again, and deletes what has succeeded', async () => {
    const engine = await startEngine();
    const functions = await startFakeLambda();
    Object.assign(process.env, localEnvironment(engine.url));
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
    await createTable(engine, { TableName: tableName, StreamSpecification });
    for (const sk of ['a', 'b'])
      await engine.documents.send(new PutCommand({ TableName: tableName, Item: { pk: 'p', sk } }));
    const stream = openStream(engine.url, tableName);
    const [shard] = await stream.shards();
    if (!shard) throw new Error('The stream has no shard');
    const records = await stream.read(shard, undefined);
    const { queues: declared } = await readDeclarations({});
    const queues = openQueues(declared, directory);
    const letter = (record: StreamRecord | undefined) =>
      JSON.stringify(
        failureRecord('contact-service-dev-projectChange', shard, record ? [record] : [], {
          attempts: 1,
          threw: false,
        }),
      );
    const [a, b] = records;
    const tooOld = letter(a).replaceAll(a?.dynamodb.SequenceNumber ?? '', '000000000000000000001');
    const queue = 'ProjectChangeDeadLetters';
    const [, failing = '', old = ''] = queues.send([letter(a), letter(b), tooOld].map((body) => ({ queue, body })));
    functions.handler = (_, { Records: [{ dynamodb }] }) => ({
      batchItemFailures: dynamodb.Keys.sk.S === 'b' ? [{ itemIdentifier: dynamodb.SequenceNumber }] : [],
    });
    const { code, stdout, stderr } = await runNode(['lib/cli/deadLetters.ts', '--redrive'], {
      LOCAL_DIRECTORY: directory,
      LAMBDA_PORT: new URL(functions.url).port,
      DYNAMODB_ENDPOINT: engine.url,
    });
    expect([code, stdout]).toEqual([1, 'Handled: 1.\n']);
    expect(stderr).toBe(
      `${failing} stays: The function failed again.\n${old} stays: The stream has this record no more.\n`,
    );
    expect(functions.calls).toEqual([a, b].map((record) => ({ name: 'projectChange', event: { Records: [record] } })));
    expect(queues.list([queue]).map(({ messageId }) => messageId)).toEqual([failing, old]);
    queues.close();
    stream.close();
    await functions.close();
    await engine.close();
  });

  it('names a database that is damaged', async () => {
    await writeFile(queuesFile(directory), 'x'.repeat(5000));
    const { code, stdout, stderr } = await deadLetters();
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `${queuesFile(directory)} is damaged (file is not a database): delete it, or all local data with npm run reset.\n`,
    ]);
  });

  it.each<[string, string[], string]>([
    ['both options', ['--remove', '--redrive', 'm-1'], '--redrive and --remove exclude each other'],
    ['--remove and no id', ['--remove'], '--remove needs the id of a dead letter'],
    ['only an id', ['m-1'], 'An id needs --redrive or --remove'],
  ])('with %s prints a message and the usage', async (_, words, expected) => {
    const { code, stderr } = await deadLetters(...words);
    expect([code, stderr.split('\n').slice(0, 3)]).toEqual([2, [expected, '', 'Usage:']]);
  });

  it('lists nothing if there is no queue, and creates none', async () => {
    expect(await deadLetters()).toEqual({ code: 0, stdout: 'No dead letters.\n', stderr: '' });
    expect(existsSync(queuesFile(directory))).toBe(false);
  });

  it('with an unknown option prints a message and the usage', async () => {
    const { code, stderr } = await deadLetters('--retry');
    const [message, empty, ...usage] = stderr.split('\n');
    expect([code, empty, usage[0]]).toEqual([2, '', 'Usage:']);
    expect(message).toContain("Unknown option '--retry'");
  });
});
