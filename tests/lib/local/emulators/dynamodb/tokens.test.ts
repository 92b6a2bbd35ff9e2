import { openDatabase } from '../../../../../lib/local/emulators/dynamodb/database.ts';
import { prefixed, readAll } from '../../../../../lib/local/emulators/dynamodb/ranges.ts';
import { deleteExpiredTokens } from '../../../../../lib/local/emulators/dynamodb/tokens.ts';

const database = await openDatabase(undefined);
afterAll(() => database.level.close());

describe('deleteExpiredTokens', () => {
  it('deletes expired tokens, and locks no other, because there may be hundreds of thousands', async () => {
    const token = { requestHash: 'x', expiresAtMs: Date.now() + 600_000 };
    const expired = { requestHash: 'x', expiresAtMs: Date.now() - 1 };
    await database.commit([
      { type: 'put', key: 'token~a', value: token },
      { type: 'put', key: 'token~b', value: expired },
    ]);
    const locks: unknown[] = [];
    await deleteExpiredTokens({
      ...database,
      locked: (names, work) => {
        locks.push(names);
        return database.locked(names, work);
      },
    });
    expect([locks, await readAll(database.level, prefixed('token~'))]).toEqual([[{ exclusive: ['token~b'] }], [token]]);
  });
});
