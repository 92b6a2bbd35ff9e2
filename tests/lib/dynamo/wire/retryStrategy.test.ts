import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { broken, type Interception, interceptFirst, throttled } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';

const { proxy } = await startService();

const Key = { tenantId: 'tenant', contactId: 'item' };
const get = () => send((db) => db.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key })));

/** The requests of DynamoDB that one call takes. */
async function attempts(): Promise<number> {
  proxy.operations.length = 0;
  await get().catch(() => undefined);
  return proxy.operations.length;
}

beforeEach(() => {
  // The pauses between attempts are random parts.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

async function fail(times: number, interception: Interception): Promise<number[]> {
  proxy.intercept = () => interception;
  const made: number[] = [];
  for (let i = 0; i < times; i++) made.push(await attempts());
  return made;
}

describe('the retries of calls to DynamoDB', () => {
  it('do not depend on the calls that failed before', async () => {
    expect(new Set(await fail(40, broken))).toEqual(new Set([3]));
    interceptFirst(proxy, 'GetItem', 'lose the reply');
    await expect(get()).resolves.toBeDefined();
  });

  it('become fewer while DynamoDB throttles, and are complete again once it does not', async () => {
    const made = await fail(60, throttled);
    expect([made.at(0), made.at(-1)]).toEqual([3, 1]);
    expect(await fail(1, broken)).toEqual([3]);
    proxy.intercept = () => 'pass';
    for (let i = 0; i < 10; i++) await get();
    expect(await fail(1, throttled)).toEqual([3]);
  });
});
