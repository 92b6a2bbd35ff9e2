import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand, paginateQuery, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { databaseError, openDatabase } from '../../../../../lib/local/emulators/dynamodb/database.ts';
import type { LevelOperation } from '../../../../../lib/local/emulators/dynamodb/dynalite.ts';
import { startDynamoDb } from '../../../../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { connect, createTable, type Engine, readRecords, shardIterator } from './engine.ts';

const put = (key: string): LevelOperation => ({ type: 'put', key, value: key });

describe('databaseError', () => {
  it.each([
    'No space left on device',
    'File too large',
    'Disk quota exceeded',
  ])('does not call a database damaged because of: %s', (reason) => {
    const error = Object.assign(new Error(`IO error: /data/1.log: ${reason}`), { code: 'LEVEL_IO_ERROR' });
    expect(databaseError('/data', error)?.message).toBe(
      `Cannot use the database in /data: IO error: /data/1.log: ${reason}.`,
    );
  });
});

describe('commit', () => {
  it('writes one batch at a time, in the order of the calls, and joins the calls that wait', async () => {
    const database = await openDatabase(undefined);
    const batches: string[][] = [];
    let writing = 0;
    const started = Promise.withResolvers<void>();
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const write = database.level.batch;
    database.level.batch = async (operations) => {
      writing++;
      expect(writing).toBe(1);
      batches.push(operations.map(({ key }) => key));
      started.resolve();
      await gates[batches.length - 1]?.promise;
      await write(operations);
      writing--;
    };
    const first = database.commit([put('a'), put('b')]);
    await started.promise;
    const others = ['c', 'd', 'e'].map((key) => database.commit([put(key)]));
    gates[0]?.resolve();
    await first;
    expect(await database.level.get('a')).toBe('a');
    expect(await database.level.get('c')).toBeUndefined();
    gates[1]?.resolve();
    await Promise.all(others);
    expect(await database.level.get('e')).toBe('e');
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    await database.level.close();
  });

  it('does not affect later commits when it fails', async () => {
    const database = await openDatabase(undefined);
    const write = database.level.batch;
    database.level.batch = async () => {
      database.level.batch = write;
      throw new Error('disk full');
    };
    await expect(database.commit([put('a')])).rejects.toThrow('disk full');
    await database.commit([put('b')]);
    expect([await database.level.get('a'), await database.level.get('b')]).toEqual([undefined, 'b']);
    await database.level.close();
  });
});

describe('a database whose files are damaged', () => {
  const path = mkdtempSync(join(tmpdir(), 'dynamodb-damaged-'));
  const intact = join(path, 'intact');
  const damagedPath = join(path, 'damaged');

  beforeAll(async () => {
    const { commit, level } = await openDatabase(intact);
    const value = 'x'.repeat(1000);
    // More than LevelDB keeps in its log, so that there are table files. Their keys enclose those of all requests.
    for (let n = 0; n < 3; n++)
      await commit([
        put('!'),
        put('~'),
        ...Array.from({ length: 5000 }, (_, i) => ({ ...put(`record~${n}~${i}`), value })),
      ]);
    await level.close();
  });
  beforeEach(async () => {
    await cp(intact, damagedPath, { recursive: true });
  });
  afterEach(() => rm(damagedPath, { recursive: true }));
  afterAll(() => rm(path, { recursive: true }));

  async function change(pattern: RegExp, work: (file: string) => Promise<void>): Promise<void> {
    const names = (await readdir(damagedPath)).filter((name) => pattern.test(name));
    expect(names).not.toEqual([]);
    for (const name of names) await work(join(damagedPath, name));
  }

  it.each<[string, RegExp, (file: string) => Promise<void>]>([
    ['CURRENT is missing', /^CURRENT$/, unlink],
    ['CURRENT is empty', /^CURRENT$/, truncate],
    ['CURRENT is overwritten', /^CURRENT$/, (file) => writeFile(file, 'MANIFEST-999999')],
    ['its manifest is missing', /^MANIFEST/, unlink],
    ['its manifest is empty', /^MANIFEST/, truncate],
    ['its manifest is overwritten', /^MANIFEST/, (file) => writeFile(file, 'x'.repeat(5000))],
    ['its table files are missing', /ldb$/, unlink],
    ['its table files are truncated', /ldb$/, (file) => truncate(file, 1000)],
  ])('is named if %s, and deletes no data', async (_, pattern, work) => {
    await change(pattern, work);
    const tableFiles = (await readdir(damagedPath)).filter((name) => name.endsWith('.ldb'));
    const opening = openDatabase(damagedPath).then(({ level }) => level.get('record~0~0'));
    await expect(opening).rejects.toThrow(
      new RegExp(
        `^The database in ${damagedPath} is damaged \\(.+\\): delete it, or all local data with npm run reset\\.$`,
      ),
    );
    expect(await readdir(damagedPath)).toEqual(expect.arrayContaining(tableFiles));
  });

  it('is named in the response to a request that finds the damage', async () => {
    const { level } = await openDatabase(damagedPath);
    const damage = { ...put('table~any'), value: '{', valueEncoding: 'utf8' };
    await level.batch([damage]);
    await level.close();
    const server = await startDynamoDb({ port: 0, directory: damagedPath });
    const engine = connect(server.url);
    await expect(engine.client.send(new DescribeTableCommand({ TableName: 'any' }))).rejects.toThrow(
      new RegExp(`^The database in ${damagedPath} is damaged .+ npm run reset\\.$`),
    );
    await engine.close();
    await server.close();
  });

  it('is told from one that another process uses', async () => {
    const { level } = await openDatabase(damagedPath);
    await expect(openDatabase(damagedPath)).rejects.toThrow(`Another process is using the database in ${damagedPath}.`);
    await level.close();
  });
});

describe('a database', () => {
  it('names the path of its directory if a file is there', async () => {
    const path = await mkdtemp(join(tmpdir(), 'dynamodb-file-'));
    await writeFile(join(path, 'file'), '');
    await expect(openDatabase(join(path, 'file'))).rejects.toThrow(`Cannot read ${path}/file: not a directory.`);
    await rm(path, { recursive: true });
  });
});

const script = join(import.meta.dirname, 'crashingServer.ts');
const rounds = 7;
const writers = 24;

let directory: string;
let server: ChildProcess;

async function start(): Promise<Engine> {
  server = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!server.stdout) throw new Error('no output');
  const [url] = await once(server.stdout, 'data');
  return connect(String(url).trim());
}

async function kill(): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}

/**
 * Writes until the engine dies, and adds each acknowledged id to `acknowledged`. Each transaction puts three items and
 * increments a counter.
 */
async function writeUntilKilled(
  { documents }: Engine,
  TableName: string,
  prefix: string,
  acknowledged: string[],
): Promise<void> {
  for (let n = 0; ; n++) {
    const id = `${prefix}-${n}`;
    const put = (sk: string) => ({ Put: { TableName, Item: { pk: 'items', sk: `${id}-${sk}` } } });
    const count = {
      Update: {
        TableName,
        Key: { pk: 'counter', sk: 'a' },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
      },
    };
    try {
      if (n % 4 === 3) await documents.send(new PutCommand({ TableName, Item: { pk: 'items', sk: `${id}-single` } }));
      else await documents.send(new TransactWriteCommand({ TransactItems: [put('x'), count, put('y'), put('z')] }));
    } catch {
      return;
    }
    acknowledged.push(id);
  }
}

async function readItems({ documents }: Engine, TableName: string, pk: string) {
  const items: Record<string, unknown>[] = [];
  const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
  for await (const page of paginateQuery({ client: documents }, query)) items.push(...(page.Items ?? []));
  return items;
}

describe('a database whose process was killed while writing', () => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dynamodb-crash-'));
  });
  afterEach(async () => {
    await kill();
    await rm(directory, { recursive: true });
  });

  it('has every acknowledged write, no partial transaction, and the stream records of all writes', async () => {
    let engine = await start();
    const TableName = await createTable(engine, {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    const { Table } = await engine.client.send(new DescribeTableCommand({ TableName }));
    const arn = Table?.LatestStreamArn ?? '';
    const acknowledged: string[] = [];

    for (let round = 0; round < rounds; round++) {
      const before = acknowledged.length;
      const writing = Array.from({ length: writers }, (_, writer) =>
        writeUntilKilled(engine, TableName, `${round}-${writer}`, acknowledged),
      );
      while (acknowledged.length <= before + writers) await setTimeout(5);
      await setTimeout(10 * round);
      await kill();
      await Promise.all(writing);
      await engine.close();

      engine = await start();
      const found = (await readItems(engine, TableName, 'items')).map(({ sk }) => String(sk));
      const parts = Map.groupBy(found, (sk) => sk.slice(0, sk.lastIndexOf('-')));
      const partial = [...parts.values()].filter((items) => items.length !== 3 && !items[0]?.endsWith('-single'));
      expect(partial).toEqual([]);
      expect(acknowledged.filter((id) => !parts.has(id))).toEqual([]);
      const [counter] = await readItems(engine, TableName, 'counter');
      expect(counter?.n).toBe([...parts.values()].filter((items) => items.length === 3).length);

      const { records } = await readRecords(engine, await shardIterator(engine, arn, 'TRIM_HORIZON'));
      const streamed = records.map(({ dynamodb }) => dynamodb.NewImage as { pk: { S: string }; sk: { S: string } });
      const streamedItems = streamed.filter(({ pk }) => pk.S === 'items').map(({ sk }) => sk.S);
      expect(streamedItems.sort()).toEqual(found.sort());
      expect(streamed.filter(({ pk }) => pk.S === 'counter')).toHaveLength(Number(counter?.n));
      const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
      expect(numbers).toEqual([...new Set(numbers)].sort());
    }
    await engine.close();
  });
});
