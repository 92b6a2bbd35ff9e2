import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseTable } from '../../../lib/cli/chooseTable.ts';

const directory = mkdtempSync(join(tmpdir(), 'choose-table-'));
afterAll(() => rmSync(directory, { recursive: true }));

const { env } = process;
beforeEach(() => {
  process.env = { LOCAL_DIRECTORY: directory };
});
afterEach(() => {
  process.env = env;
});

describe('chooseTable', () => {
  it('uses the table in TABLE_NAME', async () => {
    process.env.TABLE_NAME = 'contacts-production';
    expect([await chooseTable(), process.env.TABLE_NAME]).toEqual(['named', 'contacts-production']);
    expect(process.env.DYNAMODB_ENDPOINT).toBeUndefined();
  });

  it('throws a UsageError if there is no local service', async () => {
    await expect(chooseTable()).rejects.toMatchObject({ name: 'UsageError' });
  });

  it('uses the table of the local service if TABLE_NAME is not set', async () => {
    writeFileSync(join(directory, 'demo.json'), JSON.stringify({ dynamodb: 'http://127.0.0.1:8000' }));
    expect(await chooseTable()).toBe('local');
    expect(process.env).toMatchObject({ TABLE_NAME: 'contacts-local', DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' });
  });
});
