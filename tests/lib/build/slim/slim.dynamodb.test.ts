import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bundle } from '../../../../lib/build/bundle.ts';
import { startDynamoDb } from '../../../../lib/local/emulators/dynamodb/startDynamoDb.ts';
import { authorization, credentials, runBundle, serve, temporaryCredentials } from './bundled.ts';

const wholeCredentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const table = { TableName: 'contacts' };
const keys: Pick<CreateTableCommandInput, 'KeySchema' | 'AttributeDefinitions'> = {
  KeySchema: [
    { AttributeName: 'tenantId', KeyType: 'HASH' },
    { AttributeName: 'contactId', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'tenantId', AttributeType: 'S' },
    { AttributeName: 'contactId', AttributeType: 'S' },
  ],
};
const key = { tenantId: 't', contactId: 'c' };
const get = { ...table, Key: key };
const rename = (name: string) => ({
  ...get,
  UpdateExpression: 'SET #n = :n',
  ExpressionAttributeNames: { '#n': 'name' },
  ExpressionAttributeValues: { ':n': name },
});

const outdir = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(outdir, { recursive: true }));

describe.each([
  ['our own', 'own'],
  ["the SDK's", 'stock'],
] as const)('%s DynamoDB client in a bundle', (_, dynamoDbClient) => {
  let file = '';
  beforeAll(async () => {
    const handlers = [join(import.meta.dirname, 'sdkHandler.ts')];
    [file = ''] = (await bundle({ outdir: join(outdir, dynamoDbClient), handlers, dynamoDbClient })).files;
  });
  const run = (
    endpoint: string,
    { command = 'GetCommand', input = get, env = credentials }: { command?: string; input?: object; env?: object } = {},
    prelude?: string,
  ) => {
    const settings = { AWS_REGION: 'eu-central-1', DYNAMODB_ENDPOINT: endpoint };
    return runBundle(file, { command, input }, { ...settings, ...env }, prelude);
  };

  it('updates, reads and queries items, and returns the item of a failed condition', async () => {
    const dynamoDb = await startDynamoDb({ port: 0 });
    try {
      const whole = new DynamoDBClient({ endpoint: dynamoDb.url, region: 'x', credentials: wholeCredentials });
      await whole.send(new CreateTableCommand({ ...table, ...keys, BillingMode: 'PAY_PER_REQUEST' }));
      const send = (command: string, input: object) => run(dynamoDb.url, { command, input });
      const item = { ...key, name: 'Ada ☃' };

      const { reply } = await send('UpdateCommand', { ...rename('Ada ☃'), ReturnValues: 'ALL_NEW' });
      expect(reply).toMatchObject({ Attributes: item });
      const query = { ...table, KeyConditionExpression: 'tenantId = :t', ExpressionAttributeValues: { ':t': 't' } };
      expect(await send('QueryCommand', query)).toMatchObject({ reply: { Count: 1, Items: [item] } });
      expect(await send('GetCommand', { ...table, Key: key })).toMatchObject({ reply: { Item: item } });
      const batch = { RequestItems: { contacts: { Keys: [key] } } };
      expect(await send('BatchGetCommand', batch)).toMatchObject({ reply: { Responses: { contacts: [item] } } });

      const refused = {
        ConditionExpression: 'attribute_not_exists(tenantId)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      };
      expect(await send('UpdateCommand', { ...rename('Eve'), ...refused })).toMatchObject({
        error: { name: 'ConditionalCheckFailedException', Item: { name: { S: 'Ada ☃' } } },
      });
      const transaction = { TransactItems: [{ Update: { ...rename('Eve'), ...refused } }] };
      expect(await send('TransactWriteCommand', transaction)).toMatchObject({
        error: {
          name: 'TransactionCanceledException',
          CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { name: { S: 'Ada ☃' } } }],
        },
      });
    } finally {
      await dynamoDb.close();
    }
  });

  it('signs with the credentials of the environment and sends a user agent', async () => {
    const asked = Promise.withResolvers<{ headers: IncomingHttpHeaders; body: string }>();
    const server = await serve(async (request, response) => {
      asked.resolve({ headers: request.headers, body: await text(request) });
      response.end('{}');
    });
    await run(server.endpoint, { env: temporaryCredentials });
    server.close();
    const { headers, body } = await asked.promise;
    expect(headers['x-amz-security-token']).toBe('token');
    expect(headers.authorization).toBe(authorization('dynamodb', headers, body));
    expect(headers['user-agent']).toMatch(/^(contact-service|aws-sdk-js\/3\.[\d.]+ api\/dynamodb#3\.[\d.]+)$/);
  });

  it.each([
    ['AWS_ACCESS_KEY_ID', { AWS_SECRET_ACCESS_KEY: 'secret' }],
    ['AWS_SECRET_ACCESS_KEY', { AWS_ACCESS_KEY_ID: 'AKIATEST' }],
    ['AWS_SESSION_TOKEN', { AWS_ACCESS_KEY_ID: 'ASIATEST', AWS_SECRET_ACCESS_KEY: 'secret' }],
  ])('throws an error if %s is missing', async (name, env) => {
    const { error } = await run('', { env });
    expect(error).toMatchObject({ message: expect.stringContaining(`${name} is not set`) });
  });

  it.each([
    ['eu-central-1', 'dynamodb.eu-central-1.amazonaws.com'],
    ['cn-north-1', 'dynamodb.cn-north-1.amazonaws.com.cn'],
    ['us-gov-west-1', 'dynamodb.us-gov-west-1.amazonaws.com'],
  ])('calls DynamoDB of %s at %s', async (region, host) => {
    const lookup = `require('node:dns').lookup = (host, options, done) => done(new Error('asked for ' + host))`;
    const { error } = await run('', { env: { ...credentials, AWS_REGION: region } }, lookup);
    expect(error).toMatchObject({ message: `asked for ${host}` });
  });

  it('retries after a dropped connection', async () => {
    let requests = 0;
    const server = await serve((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end('{"Item":{"name":{"S":"Ada"}}}');
    });
    const { reply } = await run(server.endpoint);
    server.close();
    expect(reply).toMatchObject({ Item: { name: 'Ada' }, $metadata: { attempts: 2 } });
  });

  it('retries when DynamoDB throttles, up to maxAttempts', async () => {
    let requests = 0;
    const server = await serve((_request, response) => {
      requests += 1;
      response.writeHead(400).end('{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}');
    });
    const { error } = await run(server.endpoint);
    server.close();
    expect(error).toMatchObject({ name: 'ThrottlingException' });
    expect(requests).toBe(3);
  });

  it('throws a timeout error if the server does not respond', async () => {
    let requests = 0;
    const server = await serve(() => {
      requests += 1;
    });
    const { error } = await run(server.endpoint);
    server.close();
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(requests).toBe(3);
  });
});
