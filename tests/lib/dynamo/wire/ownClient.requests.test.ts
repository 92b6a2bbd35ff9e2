import { crc32 } from 'node:zlib';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { awsLimits } from '../../../../lib/config.ts';
import { createClient } from '../../../../lib/dynamo/wire/ownClient.ts';
import { createClient as createStockClient } from '../../../../lib/dynamo/wire/stockClient.ts';
import { respond, type StandIn, startStandIn } from './standIn.ts';

Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' });
// No test reaches them.
Object.assign(awsLimits, { connectionTimeout: 60_000, requestTimeout: 60_000 });

type Act = Parameters<typeof startStandIn>[0];

/** Sends a GetItem, and returns the reply and the headers of all requests that it took. */
async function get(act: Act, create = createClient) {
  // The pauses between attempts are random parts.
  jest.spyOn(Math, 'random').mockReturnValue(0);
  const standIn: StandIn = await startStandIn(act);
  process.env.DYNAMODB_ENDPOINT = standIn.url;
  const client = create();
  try {
    const reply = await client.send(new GetItemCommand({ TableName: 'contacts', Key: { tenantId: { S: 't' } } }));
    return { reply, requests: standIn.requests.map(({ headers }) => headers) };
  } finally {
    client.destroy();
    standIn.close();
    jest.restoreAllMocks();
  }
}

describe('our own DynamoDB client', () => {
  it('sends only the headers that DynamoDB needs, and those of the retries', async () => {
    const { requests } = await get((socket) => respond(socket, 200, '{}'));
    expect(Object.keys(requests[0] ?? {}).sort()).toEqual([
      'amz-sdk-invocation-id',
      'amz-sdk-request',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'x-amz-date',
      'x-amz-target',
    ]);
  });

  it('repeats a request whose reply was damaged', async () => {
    const body = '{"Item":{"name":{"S":"Ada"}}}';
    const checksum = { 'x-amz-crc32': String(crc32(Buffer.from(body))) };
    const { reply, requests } = await get((socket, place) =>
      respond(socket, 200, place === 1 ? body.replace('Ada', 'Eve') : body, checksum),
    );
    expect(reply).toMatchObject({ Item: { name: { S: 'Ada' } }, $metadata: { attempts: 2 } });
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['our own', createClient],
    ["the SDK's", createStockClient],
  ])('corrects a wrong clock, as %s does', async (_, create) => {
    const serverTime = new Date(Date.now() + 3_600_000);
    const expired =
      '{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Signature not yet current"}';
    const { requests } = await get((socket, place) => {
      if (place === 1) respond(socket, 400, expired, { date: serverTime.toUTCString() });
      else respond(socket, 200, '{}');
    }, create);
    // 20261126T123456Z
    const times = requests.map((headers) =>
      Date.parse(
        String(headers['x-amz-date'])
          .replace(/(..)(..)Z/, ':$1:$2Z')
          .replace(/^(....)(..)/, '$1-$2-'),
      ),
    );
    const hoursBehind = times.map((time) => Math.round((serverTime.getTime() - time) / 3_600_000));
    expect(hoursBehind).toEqual([1, 0]);
  });
});
