import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeclarations } from '../../../lib/local/emulators/events/declarations.ts';
import { openQueues } from '../../../lib/local/emulators/events/queues.ts';
import { queuesFile } from '../../../lib/local/emulators/events/queuesDatabase.ts';
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

  it('does not move dead letters of a stream, and prints their number', async () => {
    const queues = await kill('{"n":1}');
    queues.send([{ queue: 'PublishChangeDeadLetters', body: '{"DDBStreamBatchInfo":{}}' }]);
    queues.close();
    const { stdout } = await deadLetters('--redrive');
    expect(stdout).toBe('Moved back: 1.\nNot moved, because they come from a stream and not from a queue: 1.\n');
    expect((await deadLetters()).stdout).toMatch(
      /^PublishChangeDeadLetters .* received 0 times {2}\{"DDBStreamBatchInfo"/,
    );
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
