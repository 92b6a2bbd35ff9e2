import { mkdir, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openQueues } from '../../../../../lib/local/emulators/events/queues.ts';
import { queuesFile } from '../../../../../lib/local/emulators/events/queuesDatabase.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'queues-database-'));
  file = queuesFile(directory);
});
afterEach(() => rm(directory, { recursive: true }));

/** Overwrites a part of the file. */
async function overwrite(position: number, length: number): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(length, 7), 0, length, position);
  await handle.close();
}

describe('openQueuesDatabase', () => {
  it.each<[string, () => Promise<void>]>([
    ['truncated', () => truncate(file, 20_000)],
    ['overwritten at its beginning', () => overwrite(0, 100)],
    ['overwritten in its middle', () => overwrite(20_000, 20_000)],
  ])('names a file that was %s', async (_, damage) => {
    const queues = openQueues([], directory);
    queues.send(Array.from({ length: 1000 }, () => ({ queue: 'any', body: 'x'.repeat(100) })));
    queues.close();
    await damage();
    expect(() => openQueues([], directory)).toThrow(
      new RegExp(`^${file} is damaged \\([^\\n]+\\): delete it, or all local data with npm run reset\\.$`),
    );
  });

  it.each(['(x)', '(queue, visibleAt)'])('names a database with another table %s', (columns) => {
    const other = new DatabaseSync(file);
    other.exec(`CREATE TABLE messages ${columns}`);
    other.close();
    expect(() => openQueues([], directory)).toThrow(`${file} is damaged (`);
  });

  it('names a file that is not a database', async () => {
    await writeFile(file, '{"messages": []}'.repeat(100));
    expect(() => openQueues([], directory)).toThrow(`${file} is damaged (file is not a database)`);
  });

  it('names a file that it cannot open', async () => {
    await mkdir(file);
    expect(() => openQueues([], directory)).toThrow(`Cannot use ${file}: unable to open database file.`);
  });

  it('leaves no lock on a file that it rejects', async () => {
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE messages (x)');
    expect(() => openQueues([], directory)).toThrow('is damaged');
    other.exec('BEGIN EXCLUSIVE');
    other.close();
  });
});
