import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseTable } from '../../../lib/cli/chooseTable.ts';
import { listen } from '../../../lib/local/listen.ts';

const directory = mkdtempSync(join(tmpdir(), 'choose-table-'));
const demoFile = join(directory, 'demo.json');
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

  const notRunning = 'No local service is running, and TABLE_NAME is not set. Start it with npm start.';

  it('throws if no local service has started', async () => {
    await expect(chooseTable()).rejects.toThrow(notRunning);
  });

  it('throws if the local service has stopped', async () => {
    const engine = await listen(0, () => {});
    await engine.close();
    writeFileSync(demoFile, JSON.stringify({ dynamodb: engine.url }));
    await expect(chooseTable()).rejects.toThrow(notRunning);
  });

  it.each(['{"dynamodb": 8000}', '{"dyn'])('names a demo.json with the content %s', async (content) => {
    writeFileSync(demoFile, content);
    await expect(chooseTable()).rejects.toThrow(`${demoFile} is damaged (`);
  });

  it('uses the table of the local service if TABLE_NAME is not set', async () => {
    const engine = await listen(0, (_, response) => response.writeHead(400).end());
    writeFileSync(demoFile, JSON.stringify({ dynamodb: engine.url }));
    expect(await chooseTable()).toBe('local');
    expect(process.env).toMatchObject({ TABLE_NAME: 'contacts-local', DYNAMODB_ENDPOINT: engine.url });
    await engine.close();
  });
});
