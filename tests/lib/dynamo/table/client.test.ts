import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import { backOff, pauseAfter, send } from '../../../../lib/dynamo/table/client.ts';
import { broken, interceptFirst, throttled } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
  proxy.operations.length = 0;
});
afterEach(() => {
  jest.restoreAllMocks();
});

const Key = { tenantId: 'tenant', contactId: 'item' };
const get = () => send((db) => db.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key })));

const conflict = {
  status: 400,
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionConflictException',
    message: 'Conflict',
  }),
};

describe('send', () => {
  it('returns the reply', async () => {
    expect(await get()).not.toHaveProperty('Item');
    expect(proxy.operations).toEqual(['GetItem']);
  });

  it('repeats a call that a transaction held up', async () => {
    interceptFirst(proxy, 'GetItem', conflict);
    await get();
    expect(proxy.operations).toEqual(['GetItem', 'GetItem']);
  });

  it('throws `unavailable` where transactions hold it up nine times', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    proxy.intercept = () => conflict;
    await expect(get()).rejects.toMatchObject({ code: 'unavailable', cause: expect.any(Error) });
    expect(proxy.operations).toHaveLength(9);
  });

  it.each([
    ['throttles', throttled],
    ['is broken', broken],
  ])('throws `unavailable` where DynamoDB %s, after the attempts of the SDK', async (_, fate) => {
    proxy.intercept = () => fate;
    await expect(get()).rejects.toMatchObject({ name: 'ContactError', code: 'unavailable' });
    expect(proxy.operations).toHaveLength(3);
  });

  it('throws a failed condition as it is, and does not repeat the call', async () => {
    const ConditionExpression = 'attribute_exists(contactId)';
    const put = new PutCommand({ TableName: process.env.TABLE_NAME, Item: Key, ConditionExpression });
    const call = send((db) => db.send(put));
    await expect(call).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(proxy.operations).toEqual(['PutItem']);
  });

  it('throws what is not an error of DynamoDB as it is', async () => {
    await expect(send(async () => Promise.reject(new TypeError('mine')))).rejects.toThrow(TypeError);
  });
});

describe('backOff', () => {
  it.each([
    [0, 20],
    [1, 40],
    [4, 320],
    [5, 400],
    [30, 400],
  ])('waits after attempt %d for a random part of %d milliseconds', async (attempt, longest) => {
    jest.spyOn(Math, 'random').mockReturnValue(0.1);
    expect(pauseAfter(attempt)).toBeCloseTo(longest * 0.1);
    const begun = performance.now();
    await backOff(attempt);
    expect(performance.now() - begun).toBeGreaterThan(longest * 0.1 - 2);
  });
});
