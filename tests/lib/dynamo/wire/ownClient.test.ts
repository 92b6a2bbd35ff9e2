import type { Socket } from 'node:net';
import { type DynamoDBClient, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { awsLimits } from '../../../../lib/config.ts';
import { createClient } from '../../../../lib/dynamo/wire/ownClient.ts';
import { createClient as createStockClient } from '../../../../lib/dynamo/wire/stockClient.ts';
import { logger } from '../../../../lib/logger.ts';
import { captureLog } from '../../../support/log.ts';
import { respond, startStandIn } from './standIn.ts';

Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' });
/** Only what hangs reaches them. */
const long = { connectionTimeout: 60_000, requestTimeout: 60_000 };
const short = { connectionTimeout: 60_000, requestTimeout: 500 };

const lines = captureLog();
beforeEach(() => {
  // The pauses between attempts are random parts.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});

type Options = {
  readonly limits?: typeof long;
  readonly call?: (client: DynamoDBClient) => Promise<unknown>;
  readonly calls?: number;
};
type Act = (socket: Socket, place: number) => void;

const Item = { tenantId: { S: 't' } };
const failed = (name: string, status = 400, more = {}): Act => {
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `Some ${name}`, ...more });
  return (socket) => respond(socket, status, body);
};
const reset: Act = (socket) => socket.resetAndDestroy();
const close: Act = (socket) => socket.destroy();
const hang: Act = () => undefined;
const succeed: Act = (socket) => respond(socket, 200, '{"Attributes":{}}');
const page = '<html>Bad Gateway</html>';

const update = (client: DynamoDBClient) =>
  client.send(new UpdateItemCommand({ TableName: 'contacts', Key: Item, UpdateExpression: 'SET a = b' }));
const transact = (client: DynamoDBClient) =>
  client.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName: 'contacts', Key: Item } }] }));

/** What a caller, the log and DynamoDB see of a call. */
async function outcomeOf(
  create: () => DynamoDBClient,
  act: Act,
  { limits = long, call = update, calls = 1 }: Options = {},
) {
  Object.assign(awsLimits, limits);
  const standIn = await startStandIn(act);
  process.env.DYNAMODB_ENDPOINT = standIn.url;
  const client = create();
  const results: unknown[] = [];
  for (let i = 0; i < calls; i++) results.push(await call(client).catch(described));
  client.destroy();
  standIn.close();
  return { results, attempts: standIn.requests.length, operations: new Set(standIn.requests.map(operationOf)) };
}

const operationOf = ({ headers }: { headers: Record<string, string> }) => headers['x-amz-target'];

function described(error: Error & Parameters<typeof isTransientError>[0]) {
  logger.failure('failed', error, {});
  const { detail, stack, ...line } = lines.at(-1) ?? {};
  const { message, ...members } = { ...error };
  return {
    ...members,
    name: error.name,
    isThrottling: isThrottlingError(error),
    isTransient: isTransientError(error),
    isServer: isServerError(error),
    line,
  };
}

it.each<[string, Act, number, Options?]>([
  ['success', succeed, 1],
  ['a failed condition', failed('ConditionalCheckFailedException', 400, { Item }), 1],
  ['a conflict', failed('TransactionConflictException'), 1],
  [
    'a cancelled transaction',
    failed('TransactionCanceledException', 400, { CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item }] }),
    1,
    { call: transact },
  ],
  ['a validation error', failed('ValidationException'), 1],
  ['an unknown error', failed('SomethingNew'), 1],
  ['throttling', failed('ThrottlingException'), 3],
  ['a throttled table', failed('ProvisionedThroughputExceededException'), 3],
  ['too many requests', failed('RequestLimitExceeded', 429), 3],
  ['an internal error', failed('InternalServerError', 500), 3],
  ['an unavailable service', (socket) => respond(socket, 503, ''), 3],
  ['a rare server error', failed('NotImplemented', 501), 1],
  ['a page of a proxy', (socket) => respond(socket, 502, page, { 'content-type': 'text/html' }), 3],
  ['a page of a proxy with 403', (socket) => respond(socket, 403, page, { 'content-type': 'text/html' }), 1],
  ['malformed JSON', (socket) => respond(socket, 200, '{"Attributes":'), 1],
  ['an empty reply', (socket) => respond(socket, 200, ''), 1],
  ['a reset', reset, 3],
  ['a lost reply', close, 3],
  ['a response that is no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH\r\n\r\n'), 1],
  ['half a response', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"Attr'), 3],
  [
    'half a chunked response',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"A'),
    3,
  ],
  ['a hanging request', hang, 3, { limits: short }],
  ['half a header', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le'), 3, { limits: short }],
  ['a lost reply once', (socket, place) => (place === 1 ? close : succeed)(socket, place), 2],
  [
    'an internal error once',
    (socket, place) => (place === 1 ? failed('InternalServerError', 500) : succeed)(socket, place),
    2,
  ],
  [
    'a connection that closes between requests',
    (socket, place) => (place === 2 ? reset : succeed)(socket, place),
    3,
    { calls: 2 },
  ],
])('%s is to both clients the same', async (_, act, attempts, options = {}) => {
  const own = await outcomeOf(createClient, act, options);
  expect(own).toEqual(await outcomeOf(createStockClient, act, options));
  expect(own.attempts).toBe(attempts);
});
