import { crc32 } from 'node:zlib';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { jsonProtocol } from '../../../../lib/dynamo/wire/protocol.ts';
import fc from '../../../support/properties.ts';

const endpoint = 'http://127.0.0.1:8000';
type Reply = { status?: number; headers?: Record<string, string>; body: string };
type Call = (db: DynamoDBDocumentClient) => Promise<unknown>;
type Outcome = { requests: unknown[]; output?: unknown; error?: unknown };

/** Makes a call through the protocol of the SDK, or another, and returns the requests and what the reply becomes. */
async function exchange(
  protocol: Pick<DynamoDBClientConfig, 'protocol'>,
  call: Call,
  { status = 200, headers = {}, body }: Reply,
): Promise<Outcome> {
  const sent: HttpRequest[] = [];
  const requestHandler = {
    handle: async (request: HttpRequest) => {
      sent.push(request);
      return { response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: Buffer.from(body) }) };
    },
  };
  const options = { region: 'local', endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 's' } };
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...options, ...protocol, requestHandler, maxAttempts: 1 }),
  );
  const outcome = await call(client).then(
    (output) => ({ output }),
    (error) => ({ error: { ...error, name: error.name, message: error.message } }),
  );
  const requests = sent.map(({ method, protocol: scheme, hostname, port, path, headers: all, body: json }) => {
    const named = { 'content-type': all['content-type'], 'x-amz-target': all['x-amz-target'] };
    return { method, scheme, hostname, port, path, ...named, json: JSON.parse(String(json)) };
  });
  return { requests, ...outcome };
}

const get: Call = (db) => db.send(new GetCommand(key));
const own = { protocol: jsonProtocol(new URL(endpoint)) };
const table = { TableName: 'contacts' };
const key = { ...table, Key: { tenantId: 't', contactId: 'c' } };
const update = {
  ...key,
  UpdateExpression: 'SET #0 = :0, #1 = #1 + :1 REMOVE #2 ADD #3 :2',
  ConditionExpression: 'attribute_exists(#0)',
  ExpressionAttributeNames: { '#0': 'names', '#1': 'version', '#2': 'externalRef', '#3': 'with' },
  ExpressionAttributeValues: { ':0': ['Ada ☃', null, 1.5, true, {}, []], ':1': 1, ':2': new Set(['a', 'b']) },
  ReturnValues: 'ALL_NEW',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;
const { ReturnValues: _, ...transacted } = update;
const ClientRequestToken = 'token';
const item = { tenantId: { S: 't' }, n: { N: '1' }, m: { M: { l: { L: [{ S: '"☃\u0000' }, { NULL: true }] } } } };
const reason = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: item };

function isMarshallable(value: unknown): boolean {
  try {
    marshall({ value });
    return true;
  } catch {
    return false;
  }
}

describe("the protocol, as the SDK's,", () => {
  const expectSame = async (call: Call, reply: Reply) => {
    const outcome = await exchange(own, call, reply);
    expect(outcome).toEqual(await exchange({}, call, reply));
    return outcome;
  };

  it.each<[string, Call, object]>([
    ['GetItem', (db) => db.send(new GetCommand({ ...key, ConsistentRead: true })), { Item: item }],
    ['GetItem of nothing', (db) => db.send(new GetCommand(key)), {}],
    ['PutItem', (db) => db.send(new PutCommand({ ...table, Item: { ...key.Key, set: new Set([1, 2]) } })), {}],
    ['UpdateItem', (db) => db.send(new UpdateCommand(update)), { Attributes: item }],
    ['DeleteItem', (db) => db.send(new DeleteCommand({ ...key, ReturnValues: 'ALL_OLD' })), { Attributes: item }],
    [
      'Query',
      (db) =>
        db.send(
          new QueryCommand({
            ...table,
            KeyConditionExpression: 'tenantId = :t',
            ExpressionAttributeValues: { ':t': 't' },
          }),
        ),
      { Items: [item, item], Count: 2, ScannedCount: 2, LastEvaluatedKey: { tenantId: { S: 't' } } },
    ],
    [
      'TransactWriteItems',
      (db) =>
        db.send(
          new TransactWriteCommand({
            ClientRequestToken,
            TransactItems: [
              { Update: transacted },
              { Put: { ...table, Item: key.Key } },
              { Delete: key },
              { ConditionCheck: { ...key, ConditionExpression: 'attribute_exists(a)' } },
            ],
          }),
        ),
      {},
    ],
  ])('sends and reads %s', async (_, call, reply) => {
    const { output } = await expectSame(call, {
      headers: { 'x-amzn-requestid': 'id' },
      body: JSON.stringify(reply),
    });
    expect(output).toMatchObject({ $metadata: { httpStatusCode: 200, requestId: 'id' } });
  });

  it('sends and reads any attributes', async () => {
    const anyValue = fc.jsonValue().filter(isMarshallable);
    await fc.assert(
      fc.asyncProperty(anyValue, async (value) => {
        await expectSame((db) => db.send(new PutCommand({ ...table, Item: { value } })), { body: '' });
        await expectSame(get, { body: JSON.stringify({ Item: marshall({ value }) }) });
      }),
    );
  });

  const type = (name: string) => `com.amazonaws.dynamodb.v20120810#${name}`;
  it.each<[string, number, object, Record<string, string>?]>([
    ['a failed condition', 400, { __type: type('ConditionalCheckFailedException'), message: 'Failed', Item: item }],
    [
      'a cancelled transaction',
      400,
      { __type: type('TransactionCanceledException'), Message: 'No', CancellationReasons: [{ Code: 'None' }, reason] },
    ],
    ['a conflict', 400, { __type: type('TransactionConflictException'), message: 'Conflict' }],
    ['a transaction in progress', 400, { __type: type('TransactionInProgressException'), Message: 'Wait' }],
    ['throttling', 400, { __type: type('ThrottlingException'), message: 'Slow down', throttlingReasons: [] }],
    ['a throttled table', 400, { __type: type('ProvisionedThroughputExceededException'), message: 'Slow down' }],
    ['an internal error', 500, { __type: type('InternalServerError'), message: 'Internal' }],
    ['an absent table', 400, { __type: type('ResourceNotFoundException'), message: 'No table' }],
    ['a validation error', 400, { __type: 'com.amazon.coral.validate#ValidationException', message: 'Wrong' }],
    ['a wrong signature', 400, { __type: 'com.amazon.coral.service#InvalidSignatureException', message: 'Expired' }],
    ['a type with a URL', 400, { __type: 'ValidationException:http://internal.amazon.com/x,y', message: 'Wrong' }],
    ['a type in a header', 400, { message: 'Wrong' }, { 'x-amzn-errortype': 'ValidationException:http://a/' }],
    ['a code', 400, { code: 'ValidationException', message: 'Wrong' }],
    ['no type', 400, { message: 'Wrong' }],
    ['no message', 503, { __type: 'ServiceUnavailable' }],
    ['nothing', 503, {}],
  ])('throws %s', async (_, status, body, headers = {}) => {
    await expectSame(get, { status, headers, body: JSON.stringify(body) });
  });

  it.each<[string, Reply]>([
    ['an empty reply', { body: '' }],
    ['an empty error', { status: 500, body: '' }],
    ['null', { body: 'null' }],
    ['a page of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['a page with status 200', { body: '<html>Welcome</html>' }],
    ['half a reply', { headers: { 'x-amzn-requestid': 'id' }, body: '{"Item":' }],
    ['a redirection', { status: 307, headers: { location: 'http://127.0.0.1:8001/' }, body: '' }],
  ])('reads %s', async (_, reply) => {
    await expectSame(get, reply);
  });
});

describe('the protocol', () => {
  it('gives a transaction a token that DynamoDB recognises it by', async () => {
    const transact: Call = (db) => db.send(new TransactWriteCommand({ TransactItems: [{ Delete: key }] }));
    const sent = async () => (await exchange(own, transact, { body: '' })).requests;
    const requests = await sent();
    expect(requests).toMatchObject([{ json: { ClientRequestToken: expect.stringMatching(/^[\da-f-]{36}$/) } }]);
    expect(await sent()).not.toEqual(requests);
  });

  it.each([
    ['an output', 200],
    ['an error', 400],
  ])('checks the checksum of %s', async (_, status) => {
    const body = JSON.stringify({ Item: item, __type: 'ValidationException' });
    const reply = (sum: number) => ({ status, headers: { 'x-amz-crc32': String(sum) }, body });
    const right = await exchange(own, get, reply(crc32(Buffer.from(body))));
    expect(right).toEqual(await exchange(own, get, { status, body }));
    expect(await exchange(own, get, reply(1))).toMatchObject({
      error: { name: 'ChecksumError', $retryable: {}, $metadata: { httpStatusCode: status } },
    });
  });
});
