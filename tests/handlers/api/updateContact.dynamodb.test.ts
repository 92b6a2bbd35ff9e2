import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { send } from '../../../lib/dynamo/table/client.ts';
import { call } from '../../support/call.ts';
import { broken, cancelled, type Interception, interceptFirst, throttled } from '../../support/dynamoDbProxy.ts';
import { startService } from '../../support/service.ts';

const service = await startService({ limits: 'real' });
const tenant = await service.tenant();

beforeEach(() => {
  service.proxy.intercept = () => 'pass';
});

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });
const patch = (id: string, body: object, more = {}) => call(updateContact, { ...tenant, id, body, ...more });

/** The status of a request and its requests to DynamoDB, without the one for the API key, which is cached. */
async function operationsOf(act: () => Promise<{ status: number }>): Promise<[number, ...string[]]> {
  await get(crypto.randomUUID());
  service.proxy.operations.length = 0;
  const { status } = await act();
  return [status, ...service.proxy.operations];
}

describe('the requests to DynamoDB', () => {
  it('are one UpdateItem for a name or a company', async () => {
    const { id } = await create({ name: 'Anna Smith', email: 'once@example.com' });
    expect(await operationsOf(() => patch(id, { name: 'Bea Jones' }))).toEqual([200, 'UpdateItem']);
    expect(await operationsOf(() => patch(id, { firstName: 'Cleo', lastName: 'Jones' }))).toEqual([200, 'UpdateItem']);
    expect(await operationsOf(() => patch(id, { companyName: 'Acme' }))).toEqual([200, 'UpdateItem']);
  });

  it('are one UpdateItem for an unchanged name, an unknown contact and a stale version', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    expect(await operationsOf(() => patch(id, { name: 'Anna Smith' }))).toEqual([200, 'UpdateItem']);
    expect(await operationsOf(() => patch(crypto.randomUUID(), { name: 'X Y' }))).toEqual([404, 'UpdateItem']);
    const stale = { headers: { 'if-match': '"9"' } };
    expect(await operationsOf(() => patch(id, { name: 'Bea Li' }, stale))).toEqual([412, 'UpdateItem']);
  });

  it('are a read and an update for one part of a name, and for a name of one word', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    for (const body of [{ firstName: 'Bea' }, { name: 'Cleo' }])
      expect(await operationsOf(() => patch(id, body))).toEqual([200, 'GetItem', 'UpdateItem']);
    expect(await operationsOf(() => patch(id, { name: 'Cleo' }))).toEqual([200, 'GetItem']);
  });

  it('are two at most for a name where the source that counts states one part only', async () => {
    const { id } = await create({ name: 'Anna' });
    expect(await operationsOf(() => patch(id, { name: 'Anna Smith' }))).toEqual([200, 'UpdateItem', 'UpdateItem']);
    expect(await operationsOf(() => patch(id, { name: 'Anna Jones' }))).toEqual([200, 'UpdateItem']);
  });

  it('are one GetItem for GET', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    expect(await operationsOf(() => get(id))).toEqual([200, 'GetItem']);
  });

  it('are a read and a transaction for an email, also for a taken one', async () => {
    const { id } = await create({ email: 'twice@example.com' });
    await create({ email: 'owned@example.com' });
    const asked = ['GetItem', 'TransactWriteItems'];
    expect(await operationsOf(() => patch(id, { email: 'thrice@example.com' }))).toEqual([200, ...asked]);
    expect(await operationsOf(() => patch(id, { email: 'owned@example.com', phone: '+15551001' }))).toEqual([
      409,
      ...asked,
    ]);
  });

  it('are none for an invalid request', async () => {
    expect(await operationsOf(() => patch('x', { nmae: 'X' }))).toEqual([400]);
  });
});

it('no request to DynamoDB names another tenant, although the caller uses ids of that tenant', async () => {
  const other = await service.tenant();
  const foreign = (await call(createContact, { ...other, body: { email: 'tripwire@example.com' }, method: 'POST' }))
    .body;
  const bodies: string[] = [];
  service.proxy.intercept = (_, body) => {
    bodies.push(body);
    return 'pass';
  };
  const own = await create({ email: 'tripwire@example.com' });
  for (const body of [{ name: 'X' }, { email: 'y@example.com' }, { firstName: 'Z' }]) await patch(foreign.id, body);
  await patch(own.id, { email: 'z@example.com' });
  await get(foreign.id);
  expect(bodies.length).toBeGreaterThan(6);
  for (const body of bodies) {
    expect(body).toContain(tenant.tenantId);
    expect(body).not.toContain(other.tenantId);
  }
});

describe('concurrent requests', () => {
  it('all succeed if they change different fields', async () => {
    const { id } = await create({ name: 'Anna Smith', email: 'two@example.com' });
    const changes = [
      { name: 'Bea Jones' },
      { email: 'both@example.com' },
      { phone: '+15551002' },
      { companyName: 'Acme' },
    ];
    const answers = await Promise.all(changes.map((body) => patch(id, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await get(id)).body).toMatchObject({
      firstName: 'Bea',
      lastName: 'Jones',
      email: 'both@example.com',
      phone: '+15551002',
      companyName: 'Acme',
    });
    expect((await get(id)).headers.etag).toBe('"5"');
  });

  it.each([
    ['names', (i: number) => ({ name: `Racer Number${i}` })],
    ['emails', (i: number) => ({ email: `racer${i}@example.com` })],
  ])('one of ten changes of %s with the same if-match succeeds', async (_, body) => {
    const { id } = await create({ name: 'Anna Smith' });
    const race = Array.from({ length: 10 }, (_, i) => patch(id, body(i), { headers: { 'if-match': '"1"' } }));
    const statuses = (await Promise.all(race)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array(9).fill(412)]);
  });

  it('one of twenty contacts gets an email, and the responses to the others name that contact', async () => {
    const contacts = await Promise.all(Array.from({ length: 20 }, (_, i) => create({ name: `Wants ${i}` })));
    const answers = await Promise.all(contacts.map(({ id }) => patch(id, { email: 'wanted@example.com' })));
    const winner = answers.find(({ status }) => status === 200)?.body.id;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status !== 200)) {
      expect(body).toEqual({ error: `email belongs to contact ${winner}` });
    }
  });

  it.each([
    [{ name: 'Ghost' }],
    [{ email: 'ghost@example.com' }],
    [{ firstName: 'Ghost' }],
  ])('the PATCH %j does not create a deleted contact again', async (body) => {
    for (let i = 0; i < 10; i++) {
      const { id } = await create({ name: 'Anna Smith' });
      const Key = { tenantId: tenant.tenantId, contactId: id };
      const remove = send((db) => db.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key })));
      const [{ status }] = await Promise.all([patch(id, body), remove]);
      expect([200, 404]).toContain(status);
      expect((await get(id)).status).toBe(404);
    }
  });
});

describe('a lost reply of DynamoDB', () => {
  it.each([
    ['a name', 'UpdateItem', { name: 'Lost Reply' }],
    ['a name part', 'UpdateItem', { firstName: 'Lost' }],
    ['an email', 'TransactWriteItems', { email: 'lost-one@example.com' }],
  ])('to a change of %s leads to 200 and one change', async (_, operation, body) => {
    const { id } = await create({ name: 'Anna Smith' });
    const isLost = interceptFirst(service.proxy, operation, 'lose the reply');
    const { status, headers } = await patch(id, body, { headers: { 'if-match': '"1"' } });
    expect([status, headers.etag, isLost()]).toEqual([200, '"2"', true]);
    expect((await get(id)).headers.etag).toBe('"2"');
  });

  it('to the creation of a contact leads to 201', async () => {
    const isLost = interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    const answer = await call(createContact, { ...tenant, body: { email: 'lost-new@example.com' }, method: 'POST' });
    expect([answer.status, answer.headers.etag, isLost()]).toEqual([201, '"1"', true]);
    expect((await get(answer.body.id)).body).toEqual(answer.body);
  });

  it('whose retry conflicts with the first attempt leads to 201 for a new contact and 200 for a changed one', async () => {
    const body = { email: 'oneself@example.com' };
    interceptFirst(service.proxy, 'TransactWriteItems', { replaceReply: cancelled('TransactionConflict') });
    const created = await call(createContact, { ...tenant, body, method: 'POST' });
    expect([created.status, created.headers.etag]).toEqual([201, '"1"']);
    expect((await get(created.body.id)).body).toEqual(created.body);
    interceptFirst(service.proxy, 'TransactWriteItems', { replaceReply: cancelled('TransactionConflict') });
    const changed = await patch(
      created.body.id,
      { email: 'oneself-again@example.com' },
      { headers: { 'if-match': '"1"' } },
    );
    expect([changed.status, changed.headers.etag]).toEqual([200, '"2"']);
  });
});

describe('PATCH responds', () => {
  const faults: [string, Interception][] = [
    ['throttles', throttled],
    ['fails', broken],
    ['hangs', 'hang'],
  ];

  it.each(faults)('200 if DynamoDB %s once', async (_, fault) => {
    const { id } = await create({ name: 'Anna Smith' });
    const hasFailed = interceptFirst(service.proxy, 'UpdateItem', fault);
    const { status, headers } = await patch(id, { name: 'Bea' });
    expect([status, headers.etag, hasFailed()]).toEqual([200, '"2"', true]);
  });

  it.each(faults)('503 with retry-after before the function ends if DynamoDB always %s', async (_, fault) => {
    const { id } = await create({ name: 'Anna Smith' });
    service.proxy.intercept = () => fault;
    const ends = { remainingMilliseconds: 10_000 };
    const [name, email] = await Promise.all([
      patch(id, { name: 'Bea' }, ends),
      patch(id, { email: 'never@example.com' }, ends),
    ]);
    for (const { status, headers, body } of [name, email]) {
      expect([status, headers['retry-after']]).toEqual([503, '1']);
      expect(body).toEqual({ error: 'The database did not respond in time. Please try again.' });
    }
  });

  it.each([
    'TransactionConflict',
    'ThrottlingError',
    'ProvisionedThroughputExceeded',
  ])('200 if DynamoDB cancels a transaction once with %s, and 503 if it always does', async (Code) => {
    const conflict = cancelled(Code);
    const { id } = await create({ name: 'Anna Smith' });
    const isCancelled = interceptFirst(service.proxy, 'TransactWriteItems', conflict);
    expect([(await patch(id, { email: `${Code}@example.com` })).status, isCancelled()]).toEqual([200, true]);
    service.proxy.intercept = (operation) => (operation === 'TransactWriteItems' ? conflict : 'pass');
    const { status, headers } = await patch(id, { email: `${Code}-for-ever@example.com` });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });

  it('503 shortly before the function ends if DynamoDB has not replied', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    service.proxy.intercept = (operation) => (operation === 'UpdateItem' ? 'hang' : 'pass');
    const { status, body } = await patch(id, { name: 'Bea' }, { remainingMilliseconds: 700 });
    expect([status, body]).toEqual([503, { error: 'The request took too long. Please try again.' }]);
  });
});
