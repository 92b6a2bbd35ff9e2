import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as batchContacts } from '../../../handlers/api/batchContacts.ts';
import { handler as createApiKey } from '../../../handlers/api/createApiKey.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as createWebhook } from '../../../handlers/api/createWebhook.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as findOrCreateContact } from '../../../handlers/api/findOrCreateContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listApiKeys } from '../../../handlers/api/listApiKeys.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as recoverWebhook } from '../../../handlers/api/recoverWebhook.ts';
import { handler as resolveContact } from '../../../handlers/api/resolveContact.ts';
import { handler as rollApiKey } from '../../../handlers/api/rollApiKey.ts';
import { handler as rotateWebhookSecret } from '../../../handlers/api/rotateWebhookSecret.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as unmergeContact } from '../../../handlers/api/unmergeContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as updateWebhook } from '../../../handlers/api/updateWebhook.ts';
import { readContracts } from '../../../lib/build/contracts.ts';
import { send } from '../../../lib/dynamo/table/client.ts';
import { call, type Reply } from '../../support/call.ts';
import { allowCrms } from '../../support/crm.ts';
import { broken } from '../../support/dynamoDbProxy.ts';
import { passTime } from '../../support/passTime.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { readPartition } from '../../support/table.ts';

const service = await startService();
await allowCrms();
const tenant = await service.tenant();

const create = async (body: object, as = tenant) => (await call(createContact, { ...as, body, method: 'POST' })).body;
const get = (id: string) => call(getContact, { ...tenant, id, method: 'GET' });

type Request = Parameters<typeof call>[1];

/** A change with a key; a new one if none is given. */
const patch = (id: string, body: object, { key = `${randomUUID()}`, as = tenant, headers = {} } = {}) =>
  call(updateContact, { ...as, id, body, headers: { 'idempotency-key': key, ...headers } });

/** What makes two responses the same. */
const seen = ({ status, headers: { etag, location, 'content-type': type }, text }: Reply) => [
  status,
  etag,
  location,
  type,
  text,
];

type Case = {
  readonly handler: Parameters<typeof call>[0];
  readonly method: string;
  /** The path of the change, where it needs something that exists, and what else each request has. */
  readonly prepare?: (as: Tenant) => Promise<Omit<Request, 'body'> & { readonly body?: object }>;
  readonly body: object;
  readonly otherBody: object;
};

const aContact = async (as: Tenant) => ({ id: (await create({ name: 'Anna Smith', phone: '+15550199' }, as)).id });

/** Two contacts, of which one is to be merged into the other. */
const aPair = async (as: Tenant) => {
  const [{ id }, duplicate] = [
    await create({ name: 'Anna Smith', email: 'anna@acme.example' }, as),
    await create({ name: 'Bea Jones', email: 'bea@acme.example' }, as),
  ];
  return { id, body: { duplicateId: duplicate.id }, headers: { 'if-match': '"1"' } };
};

const aMergedPair = async (as: Tenant) => {
  const pair = await aPair(as);
  await call(mergeContacts, { ...as, ...pair, method: 'POST' });
  return { ...pair, headers: { 'if-match': '"2"' } };
};

const anApiKey = async (as: Tenant) => ({
  id: (await call(createApiKey, { ...as, method: 'POST', body: key })).body.id,
});

const aWebhook = async (as: Tenant) => ({
  id: (await call(createWebhook, { ...as, method: 'POST', path: '/api/webhooks', body: webhook })).body.id,
});

const webhook = { url: 'http://127.0.0.1:9/hook' };

const key = { name: 'CRM sync', kind: 'agent', scopes: ['contacts:read'] };

const settings = { ownDomains: ['acme.example'], freeMailExceptions: [] };

const cases: Record<string, Case> = {
  createContact: {
    handler: createContact,
    method: 'POST',
    body: { name: 'Bea Jones', email: 'bea@acme.example' },
    otherBody: { name: 'Bea Jones' },
  },
  findOrCreateContact: {
    handler: findOrCreateContact,
    method: 'PUT',
    body: { email: 'bea@acme.example' },
    otherBody: { email: 'cleo@acme.example' },
  },
  updateContact: {
    handler: updateContact,
    method: 'PATCH',
    prepare: aContact,
    body: { name: 'Bea Jones', email: 'bea@acme.example' },
    otherBody: { name: 'Bea Jones' },
  },
  addIdentity: {
    handler: addIdentity,
    method: 'POST',
    prepare: aContact,
    body: { kind: 'email', value: 'bea@acme.example' },
    otherBody: { kind: 'email', value: 'cleo@acme.example' },
  },
  linkContact: {
    handler: linkContact,
    method: 'PUT',
    prepare: aContact,
    body: { externalRef: 'crm-1', companyName: 'Acme' },
    otherBody: { externalRef: 'crm-2' },
  },
  mergeContacts: {
    handler: mergeContacts,
    method: 'POST',
    prepare: aPair,
    body: {},
    otherBody: { dryRun: true },
  },
  unmergeContact: {
    handler: unmergeContact,
    method: 'POST',
    prepare: aMergedPair,
    body: {},
    otherBody: { duplicateId: randomUUID() },
  },
  putSettings: { handler: putSettings, method: 'PUT', body: settings, otherBody: { ...settings, ownDomains: [] } },
  createApiKey: { handler: createApiKey, method: 'POST', body: key, otherBody: { ...key, name: 'Other' } },
  createWebhook: { handler: createWebhook, method: 'POST', body: webhook, otherBody: { ...webhook, description: 'x' } },
  updateWebhook: {
    handler: updateWebhook,
    method: 'PATCH',
    prepare: aWebhook,
    body: { description: 'Ours' },
    otherBody: { description: 'Theirs' },
  },
  rotateWebhookSecret: {
    handler: rotateWebhookSecret,
    method: 'POST',
    prepare: aWebhook,
    body: { overlapSeconds: 60 },
    otherBody: { overlapSeconds: 0 },
  },
  recoverWebhook: {
    handler: recoverWebhook,
    method: 'POST',
    prepare: aWebhook,
    body: { since: '2026-01-01T00:00:00.000Z' },
    otherBody: { since: '2026-01-02T00:00:00.000Z' },
  },
  rollApiKey: {
    handler: rollApiKey,
    method: 'POST',
    prepare: anApiKey,
    body: { overlapSeconds: 60 },
    otherBody: { overlapSeconds: 0 },
  },
};

describe('an Idempotency-Key', () => {
  it('is supported by every POST, PUT and PATCH but those that call others or only request that, and each has a case here', async () => {
    const changes = (await readContracts()).filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method));
    const supporting = changes.filter(({ headers }) => headers?.['idempotency-key']);
    expect(supporting.map(({ operationId }) => operationId).sort()).toEqual(
      [...Object.keys(cases), 'batchContacts'].sort(),
    );
    expect(changes.filter((each) => !supporting.includes(each)).map(({ operationId }) => operationId)).toEqual([
      'resolveContact',
      'putCrmConnection',
      'testCrmConnection',
      'testWebhook',
    ]);
  });

  it.each(Object.entries(cases))('makes one change of %s, to whose response all repetitions get', async (...each) => {
    const [, { handler, method, prepare, body, otherBody }] = each;
    const as = await service.tenant();
    const target = await prepare?.(as);
    const headers = { 'idempotency-key': 'k', ...target?.headers };
    const request = (sent: object) => call(handler, { ...as, ...target, method, body: sent, headers });
    const [complete, other] = [
      { ...target?.body, ...body },
      { ...target?.body, ...otherBody },
    ];
    const state = async () => [
      await readPartition(as.tenantId),
      (await call(listApiKeys, { ...as, method: 'GET' })).body.data,
    ];
    const [first, ...others] = await Promise.all([request(complete), request(complete), request(complete)]);
    expect(first?.status).toBeLessThan(300);
    const after = await state();
    const repeated = await request(Object.fromEntries(Object.entries(complete).reverse()));
    for (const reply of [...others, repeated]) expect(seen(reply)).toEqual(first && seen(first));
    expect(await request(other)).toMatchObject({
      status: 422,
      body: { error: 'The Idempotency-Key was used for another request; send a new one with each change' },
    });
    expect(await state()).toEqual(after);
    expect(JSON.stringify(after)).not.toContain(first?.body.key ?? first?.body.secret ?? 'no secret');
  });

  it('counts for each operation of a batch', async () => {
    const as = await service.tenant();
    const send = (...names: string[]) => {
      const operations = names.map((name) => ({ action: 'create', body: { name } }));
      return call(batchContacts, { ...as, method: 'POST', body: { operations }, headers: { 'idempotency-key': 'k' } });
    };
    const bodies = ({ body }: Reply) => body.results.map((each: { body: unknown }) => each.body);
    const first = await send('Anna', 'Bea');
    const again = await send('Anna', 'Cleo', 'Dora');
    expect(bodies(again).slice(0, 1)).toEqual(bodies(first).slice(0, 1));
    expect(again.body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422, 201]);
  });

  it('returns 422 for another path, and for another operation', async () => {
    const [one, other] = [await create({ name: 'Anna' }), await create({ name: 'Bea' })];
    const idempotencyKey = randomUUID();
    await patch(one.id, { name: 'Cleo' }, { key: idempotencyKey });
    expect((await patch(other.id, { name: 'Cleo' }, { key: idempotencyKey })).status).toBe(422);
    const headers = { 'idempotency-key': idempotencyKey };
    expect((await call(createContact, { ...tenant, method: 'POST', body: { name: 'Cleo' }, headers })).status).toBe(
      422,
    );
  });

  it('returns the first response also after later changes, and whatever if-match says', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const options = { key: randomUUID(), headers: { 'if-match': '"1"' } };
    const first = await patch(id, { name: 'Bea Jones' }, options);
    await patch(id, { name: 'Cleo Li' });
    expect(seen(await patch(id, { name: 'Bea Jones' }, options))).toEqual(seen(first));
    expect((await get(id)).body).toMatchObject({ firstName: 'Cleo' });
  });

  it('of two simultaneous changes with one if-match gives both the response of the one', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const options = { key: randomUUID(), headers: { 'if-match': '"1"' } };
    const replies = await Promise.all([1, 2, 3, 4].map(() => patch(id, { companyName: 'Acme' }, options)));
    expect(new Set(replies.map((reply) => JSON.stringify(seen(reply)))).size).toBe(1);
    expect(replies[0]).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  });

  it('lets a request that failed, or changed nothing, be sent again, also with another body', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const options = { key: randomUUID() };
    const stale = await patch(id, { name: 'Bea' }, { ...options, headers: { 'if-match': '"9"' } });
    const unchanged = await patch(id, { firstName: 'Anna', lastName: 'Smith' }, options);
    const changed = await patch(id, { name: 'Cleo Li' }, options);
    expect([stale.status, unchanged.headers.etag, changed.headers.etag]).toEqual([412, '"1"', '"2"']);
  });

  it('makes one change where the service ends at any step, and the caller repeats the request', async () => {
    for (let lastStep = 1; lastStep <= 4; lastStep++) {
      const { id } = await create({ name: 'Anna Smith' });
      const options = { key: randomUUID() };
      let step = 0;
      service.proxy.intercept = () => {
        step++;
        if (step > lastStep) return broken;
        return step === lastStep ? 'lose the reply' : 'pass';
      };
      const { status } = await patch(id, { companyName: 'Acme' }, options);
      service.proxy.intercept = () => 'pass';
      await create({ name: 'A change of another contact' });
      const repeated = await patch(id, { companyName: 'Acme' }, options);
      expect([lastStep, status, repeated.status, repeated.headers.etag]).toEqual([
        lastStep,
        expect.any(Number),
        200,
        '"2"',
      ]);
      expect((await get(id)).body).toEqual(repeated.body);
    }
  });

  it('is forgotten after 24 hours', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const options = { key: randomUUID() };
    const first = await patch(id, { name: 'Bea Jones' }, options);
    passTime(24 * 3_600_000 - 5000);
    expect(seen(await patch(id, { name: 'Bea Jones' }, options))).toEqual(seen(first));
    passTime(10_000);
    expect((await patch(id, { name: 'Cleo Li' }, options)).headers.etag).toBe('"3"');
  });

  it('belongs to one credential', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const { body: made } = await call(createApiKey, {
      ...tenant,
      method: 'POST',
      body: { ...key, kind: 'person', scopes: ['contacts:write'] },
    });
    const options = { key: randomUUID() };
    await patch(id, { name: 'Bea Jones' }, options);
    const other = await patch(id, { name: 'Cleo Li' }, { ...options, as: { ...tenant, apiKey: made.key } });
    expect([other.status, other.headers.etag]).toEqual([200, '"3"']);
  });

  it('returns 422 when the data of the contact, and with it the response, has been erased', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const options = { key: randomUUID() };
    await patch(id, { name: 'Bea Jones' }, options);
    const answers = (await readPartition(tenant.tenantId)).filter(({ contactId }) =>
      String(contactId).startsWith(`#answer#${id}#`),
    );
    expect(answers).toHaveLength(1);
    const Key = { tenantId: tenant.tenantId, contactId: answers[0]?.contactId };
    await send((db) => db.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key })));
    expect(await patch(id, { name: 'Bea Jones' }, options)).toMatchObject({
      status: 422,
      body: { error: 'The contact of the first response has been erased since' },
    });
    const left = (await readPartition(tenant.tenantId)).filter(({ contactId }) =>
      String(contactId).startsWith('#idem'),
    );
    expect(JSON.stringify(left)).not.toContain('Bea');
  });

  it('returns 422 when one of the two contacts of a merge, or of its end, has been erased, and keeps nothing about it', async () => {
    const as = await service.tenant('contacts:read', 'contacts:write', 'contacts:erase');
    for (const erased of ['survivor', 'duplicate'] as const) {
      const { id, body } = await aPair(as);
      const send = (handler: typeof mergeContacts | typeof unmergeContact, text: string) =>
        call(handler, { ...as, id, body, method: 'POST', headers: { 'idempotency-key': `${text} ${erased}` } });
      const changes = [() => send(mergeContacts, 'merge'), () => send(unmergeContact, 'end')];
      for (const change of changes) expect((await change()).status).toBe(200);
      const erasedId = erased === 'survivor' ? id : body.duplicateId;
      await call(deleteContact, { ...as, id: erasedId, method: 'DELETE' });
      for (const change of changes)
        expect(await change()).toMatchObject({
          status: 422,
          body: { error: 'The contact of the first response has been erased since' },
        });
      const items = await readPartition(as.tenantId);
      expect(items.filter(({ contactId }) => String(contactId).startsWith('#answer#'))).toEqual([]);
      await call(deleteContact, { ...as, id: erased === 'survivor' ? body.duplicateId : id, method: 'DELETE' });
    }
  });

  it.each(['', 'k'.repeat(256)])('returns 400 for "%s"', async (text) => {
    const { id } = await create({ name: 'Anna Smith' });
    const { status, body } = await patch(id, { name: 'Bea' }, { key: text });
    expect([status, body]).toEqual([400, { error: 'Idempotency-Key must have 1 to 255 characters' }]);
  });

  it('returns 400 where it has no effect, and means nothing to a DELETE or GET', async () => {
    const { id } = await create({ name: 'Anna Smith' });
    const headers = { 'idempotency-key': 'k'.repeat(255) };
    expect(await call(resolveContact, { ...tenant, id, method: 'POST', headers })).toMatchObject({
      status: 400,
      body: { error: 'Idempotency-Key is not supported here; send the request without it' },
    });
    expect((await call(getContact, { ...tenant, id, method: 'GET', headers })).status).toBe(200);
    expect((await call(unlinkContact, { ...tenant, id, method: 'DELETE', headers })).status).toBe(200);
    expect((await patch(id, { name: 'Bea' }, { key: headers['idempotency-key'] })).status).toBe(200);
  });
});
