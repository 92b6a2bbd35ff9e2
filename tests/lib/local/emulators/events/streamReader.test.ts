import { openStream } from '../../../../../lib/local/emulators/events/streamReader.ts';
import { createTable, type Engine, startEngine } from '../dynamodb/engine.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
});
afterAll(() => engine.close());

describe('openStream', () => {
  it('rejects a table without a stream', async () => {
    const tableName = await createTable(engine);
    const stream = openStream(engine.url, tableName);
    await expect(stream.shards()).rejects.toThrow(`The table ${tableName} has no stream`);
    stream.close();
  });
});
