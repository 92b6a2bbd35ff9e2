import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '../../../../../lib/local/emulators/dynamodb/database.ts';
import type { LevelOperation } from '../../../../../lib/local/emulators/dynamodb/dynalite.ts';

const put = (key: string): LevelOperation => ({ type: 'put', key, value: key });

describe('commit', () => {
  it('writes one batch at a time, in the order of the calls, and joins the calls that wait', async () => {
    const database = await openDatabase(undefined);
    const batches: string[][] = [];
    let writing = 0;
    const write = database.level.batch;
    database.level.batch = async (operations) => {
      writing++;
      expect(writing).toBe(1);
      batches.push(operations.map(({ key }) => key));
      await setTimeout(5);
      await write(operations);
      writing--;
    };
    const first = database.commit([put('a'), put('b')]);
    await setTimeout(1);
    const others = ['c', 'd', 'e'].map((key) => database.commit([put(key)]));
    await first;
    expect(await database.level.get('a')).toBe('a');
    expect(await database.level.get('c')).toBeUndefined();
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
