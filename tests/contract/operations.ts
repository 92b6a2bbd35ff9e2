import { randomUUID } from 'node:crypto';
import { handler as createApiKey } from '../../handlers/api/createApiKey.ts';
import { handler as createContact } from '../../handlers/api/createContact.ts';
import { handler as createWebhook } from '../../handlers/api/createWebhook.ts';
import { handler as getSettings } from '../../handlers/api/getSettings.ts';
import { handler as linkContact } from '../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../handlers/api/mergeContacts.ts';
import { handler as updateContact } from '../../handlers/api/updateContact.ts';
import { handler as changeIdentity } from '../../handlers/events/changeIdentity.ts';
import { handler as deriveCompany } from '../../handlers/events/deriveCompany.ts';
import { handler as detectSender } from '../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../handlers/events/enrichContact.ts';
import { handler as projectChange } from '../../handlers/events/projectChange.ts';
import { handler as publishChange } from '../../handlers/events/publishChange.ts';
import { handler as resolveInCrm } from '../../handlers/events/resolveInCrm.ts';
import { handler as scheduleResolution } from '../../handlers/events/scheduleResolution.ts';
import { handler as sweepContacts } from '../../handlers/events/sweepContacts.ts';
import { readContracts } from '../../lib/build/contracts.ts';
import { newDelivery } from '../../lib/contacts/deliveries.ts';
import { identityId } from '../../lib/contacts/identities.ts';
import { nameOrderOf } from '../../lib/dynamo/tenants/nameOrderFor.ts';
import { recordDelivery } from '../../lib/dynamo/webhooks/deliveries.ts';
import { listWebhooks } from '../../lib/dynamo/webhooks/webhooks.ts';
import { apiKeyId } from '../../schemas/apiKey.ts';
import type { Contract } from '../../schemas/contract.ts';
import { contactCreated } from '../../schemas/events/contactCreated.ts';
import description from '../../schemas/openapi.json' with { type: 'json' };
import { webhookId } from '../../schemas/webhook.ts';
import { startTestBus } from '../support/bus.ts';
import { type Call, call } from '../support/call.ts';
import { startCrmEndpoints } from '../support/crmEndpoints.ts';
import { deliver, messageOf, type QueueHandler } from '../support/deliver.ts';
import { captureLog } from '../support/log.ts';
import { passTime } from '../support/passTime.ts';
import type { Transport } from '../support/prices.ts';
import { asFunction } from '../support/roles.ts';
import type { Tenant } from '../support/service.ts';
import { deliverRecords, followStream } from '../support/stream.ts';
import { suggestPair } from '../support/suggestedPair.ts';
import { changeEvent, startReceivers } from '../support/webhooks.ts';

/** One kind of work of the service. `prepare` makes what it needs, and returns the work. */
export type Operation = {
  readonly name: string;
  readonly transport: Transport;
  readonly prepare: () => Promise<() => Promise<unknown>>;
};

const example = { name: 'Henrik B. Larsen', email: 'henrik@acme-customer.de', phone: '+4915112345678' };

/**
 * Starts the service for the tests of one file, and lists its operations: each endpoint and each event, as it is usual.
 */
export async function startOperations() {
  const { service, server, put, useTenant } = await startCrmEndpoints();
  await startTestBus();
  const receiver = (await startReceivers())();
  captureLog();
  Object.assign(globalThis, { RELEASE: { version: '1.2.3', commit: null } });
  const readNewRecords = followStream();
  const contracts = await readContracts();

  const create = async (tenant: Tenant, body: object = example): Promise<string> =>
    (await call(createContact, { ...tenant, body, method: 'POST' })).body.id;

  /** Creates what the id in the path of an endpoint names, and returns the id. */
  function createNamed(params: object, tenant: Tenant): Promise<string> {
    if (params === apiKeyId) return createKey(tenant);
    return params === webhookId ? addWebhook(tenant, receiver.url) : create(tenant);
  }

  /** Creates a contact that search finds. */
  async function createFound(tenant: Tenant): Promise<void> {
    await readNewRecords();
    await create(tenant);
    await deliverRecords(projectChange, await readNewRecords());
  }

  const connect = () => put({ url: server.url, auth: { type: 'bearer', token: 'my-token' } });

  /**
   * Lets a warm function know the tenant's key and the order of its names. What else it has in a cache, for a second,
   * expires.
   */
  async function warmUp(tenant: Tenant): Promise<void> {
    await call(getSettings, { ...tenant, method: 'GET', path: '/api/settings' });
    await nameOrderOf(tenant.tenantId);
    passTime(2000);
  }

  /** Changes a contact ten times, a minute after its creation, and projects these changes. */
  async function changeTenTimes(tenant: Tenant): Promise<void> {
    passTime(60_000);
    for (let n = 0; n < 10; n++) await call(updateContact, { ...tenant, body: { name: `${example.name} ${n}` } });
    await deliverRecords(projectChange, await readNewRecords());
  }

  type Variant = {
    readonly name?: string;
    readonly status?: 201;
    readonly request?: Call | (() => Call);
    prepare?(tenant: Tenant): Promise<unknown>;
  };

  const endpoint = (contract: Contract, { name, status, request, prepare }: Variant = {}): Operation => ({
    name: `\`${contract.method} ${contract.path}\`${name ? `, ${name}` : ''}`,
    transport: 'request',
    async prepare() {
      const { handler } = await import(`../../handlers/api/${contract.operationId}.ts`);
      const tenant = await useTenant();
      if (/Crm|resolve/.test(contract.operationId)) await connect();
      const id = contract.params && (await createNamed(contract.params, tenant));
      await prepare?.({ ...tenant, ...(id && { id }) });
      await warmUp(tenant);
      const body = bodyOf(contract, server.url);
      const own = typeof request === 'function' ? request() : request;
      const sent = { ...tenant, ...(id && { id }), method: contract.method, path: contract.path, ...body, ...own };
      return async () => expect((await call(handler, sent)).status).toBe(status ?? contract.success.status);
    },
  });

  const keyed = { 'idempotency-key': 'k' };
  let [syncToken, pairId, duplicateId] = ['', '', ''];
  const createDuplicate = async (tenant: Tenant): Promise<void> => {
    duplicateId = await create(tenant, { name: example.name, email: 'henrik@other.example' });
  };
  const variants: Readonly<Record<string, readonly Variant[]>> = {
    updateContact: [
      { name: 'names', request: { body: { name: 'Henrik Larsen' } } },
      { name: 'names, with an `Idempotency-Key`', request: { body: { name: 'Henrik Larsen' }, headers: keyed } },
      { name: 'an address', request: { body: { email: 'henrik.larsen@acme-customer.de' } } },
    ],
    listContacts: [
      {
        name: 'a page of 50',
        prepare: (tenant) => Promise.all(Array.from({ length: 50 }, (_, n) => create(tenant, page(n)))),
      },
      {
        name: '`syncToken`, a page of 50 of all contacts',
        request: { query: { syncToken: '' } },
        prepare: (tenant) => Promise.all(Array.from({ length: 50 }, (_, n) => create(tenant, page(n)))),
      },
      {
        name: '`syncToken`, a page of ten changed contacts',
        request: () => ({ query: { syncToken } }),
        prepare: async (tenant) => {
          const ids = [];
          for (let n = 0; n < 10; n++) ids.push(await create(tenant, page(n)));
          const walk = { ...tenant, query: { syncToken: '' }, method: 'GET' };
          syncToken = (await call(listContacts, walk)).body.syncToken;
          await readNewRecords();
          for (const id of ids) await call(updateContact, { ...tenant, id, body: { name: example.name } });
          await deliverRecords(projectChange, await readNewRecords());
          passTime(61_000);
        },
      },
      {
        name: 'a page of 50 of one `resolutionStatus`',
        request: { query: { resolutionStatus: 'unresolved' } },
        prepare: (tenant) => Promise.all(Array.from({ length: 50 }, (_, n) => create(tenant, page(n)))),
      },
      { name: 'a word that one contact has', request: { query: { q: 'larsen' } }, prepare: createFound },
      { name: 'a word with a typing error', request: { query: { q: 'larsne' } }, prepare: createFound },
      { name: 'by email', request: { query: { email: example.email } }, prepare: (tenant) => create(tenant) },
    ],
    findOrCreateContact: [
      { name: 'found', prepare: (tenant) => create(tenant) },
      { name: 'created', status: 201, request: { body: { name: example.name, email: example.email } } },
    ],
    batchContacts: [
      {
        name: 'ten new contacts',
        request: { body: { operations: Array.from({ length: 10 }, (_, n) => creation(n)) } },
      },
    ],
    getContact: [
      {},
      {
        name: '`at` a time before the last ten changes',
        request: () => ({ query: { at: new Date(Date.now() - 30_000).toISOString() } }),
        prepare: changeTenTimes,
      },
    ],
    mergeContacts: [{ request: () => ({ body: { duplicateId } }), prepare: createDuplicate }],
    unmergeContact: [
      {
        request: () => ({ body: { duplicateId } }),
        prepare: async (tenant) => {
          await createDuplicate(tenant);
          await call(mergeContacts, { ...tenant, body: { duplicateId }, method: 'POST' });
        },
      },
    ],
    getHistory: [{ name: 'of ten changes', prepare: changeTenTimes }],
    listDuplicates: [
      {
        name: 'a page of 50',
        prepare: async (tenant) => {
          for (let n = 0; n < 50; n++) await suggestPair(tenant);
        },
      },
    ],
    dismissDuplicate: [
      {
        request: () => ({ id: pairId }),
        prepare: async (tenant) => {
          pairId = (await suggestPair(tenant)).join('.');
        },
      },
    ],
    removeIdentity: [{ request: { params: { identityId: identityId(`email#${example.email}`) } } }],
    withdrawField: [{ request: { params: { field: 'name' } } }],
    listDeliveries: [
      {
        name: 'a page of 50',
        prepare: async ({ tenantId }) => {
          const [webhook] = await listWebhooks(tenantId);
          if (webhook === undefined) throw new Error('The tenant has no webhook');
          const deliver = () => recordDelivery(newDelivery(webhook, 'contact.updated', changeEvent(tenantId), 0));
          await Promise.all(Array.from({ length: 50 }, deliver));
        },
      },
    ],
    updateWebhook: [{ request: { body: { description: 'Billing' } } }],
    unlinkContact: [
      { prepare: (tenant) => call(linkContact, { ...tenant, body: { externalRef: 'crm-1' }, method: 'PUT' }) },
    ],
  };

  const event = (
    name: string,
    transport: Transport,
    handler: QueueHandler,
    prepare: (tenant: Tenant) => Promise<readonly [type: string, detail: object]>,
  ): Operation => ({
    name,
    transport,
    async prepare() {
      const tenant = await useTenant();
      const [type, detail] = await prepare(tenant);
      passTime(2000);
      const message = messageOf(type, { ...detail, tenantId: tenant.tenantId });
      return async () => expect(await deliver(handler, [message])).toEqual([]);
    },
  });

  const created = (id: string) =>
    ['contact.created', { ...contactCreated.detail.examples[0], contactId: id, changed: ['email'] }] as const;

  const events: Operation[] = [
    event('`channel.message_received` of a new sender', 'event of the platform', detectSender, async () => [
      'channel.message_received',
      message('m-1'),
    ]),
    event(
      '`channel.message_received` of a known sender',
      'event of the platform',
      detectSender,
      async ({ tenantId }) => {
        await deliver(detectSender, [messageOf('channel.message_received', { tenantId, ...message('m-1') })]);
        return ['channel.message_received', { ...message('m-2'), receivedAt: '2026-11-23T10:15:00.000Z' }];
      },
    ),
    event(
      '`channel.message_received` from an address that is only reported for a contact',
      'event of the platform',
      detectSender,
      async (tenant) => {
        const { sender, receivedAt: observedAt } = message('m-1');
        const contactId = await create(tenant, { name: example.name });
        const detail = { tenantId: tenant.tenantId, contactId, facts: { email: sender.address }, observedAt };
        await deliver(enrichContact, [messageOf('conversation.updated', detail)]);
        return ['channel.message_received', message('m-2')];
      },
    ),
    event('`channel.identity_changed`', 'event of the platform', changeIdentity, async ({ tenantId }) => {
      await deliver(detectSender, [messageOf('channel.message_received', { tenantId, ...message('m-1') })]);
      const from = { kind: 'email', value: message('m-1').sender.address };
      const to = { kind: 'email', value: example.email };
      return ['channel.identity_changed', { from, to, changedAt: '2026-11-23T10:15:00.000Z' }];
    }),
    event('`conversation.updated` with a name and a phone', 'event of the platform', enrichContact, async (tenant) => [
      'conversation.updated',
      {
        contactId: await create(tenant, { email: example.email }),
        facts: { firstName: 'Henrik', lastName: 'Larsen', phone: example.phone },
        observedAt: '2026-11-23T09:30:00Z',
      },
    ]),
    event('`deriveCompany`, for a new email', 'own event', deriveCompany, async (tenant) =>
      created(await create(tenant)),
    ),
    // Before a tenant has a CRM, so that nothing is due.
    {
      name: '`scheduleResolution`, each minute',
      transport: 'schedule',
      prepare: async () => () =>
        asFunction(scheduleResolution, () =>
          scheduleResolution({ id: randomUUID(), 'detail-type': 'Scheduled Event' }),
        ),
    },
    {
      name: '`sweepContacts`, each minute',
      transport: 'schedule',
      prepare: async () => () =>
        asFunction(sweepContacts, () => sweepContacts({ id: randomUUID(), 'detail-type': 'Scheduled Event' })),
    },
    event('`resolveInCrm`, without a CRM', 'own event', resolveInCrm, async (tenant) => created(await create(tenant))),
    event('`resolveInCrm`, with a match', 'own event', resolveInCrm, async (tenant) => {
      await connect();
      return created(await create(tenant, { email: 'anna@example.com' }));
    }),
    event('`resolveInCrm`, monthly, of a linked contact', 'own event', resolveInCrm, async (tenant) => {
      await connect();
      const contactId = await create(tenant, { email: 'anna@example.com' });
      const requested = { tenantId: tenant.tenantId, contactId };
      await deliver(resolveInCrm, [messageOf('contact.resolution_requested', requested)]);
      return ['contact.resolution_requested', requested];
    }),
  ];

  const operations: Operation[] = [
    ...events,
    ...Object.entries({ publishChange, projectChange }).map(
      ([name, handler]): Operation => ({
        name: `\`${name}\`, for a visible change`,
        transport: 'stream',
        async prepare() {
          const tenant = await useTenant();
          await readNewRecords();
          await create(tenant);
          const records = await readNewRecords();
          // Another function handles the stream.
          passTime(2000);
          return () => deliverRecords(handler, records);
        },
      }),
    ),
    {
      name: '`projectChange`, of a new contact like another one',
      transport: 'stream',
      async prepare() {
        const tenant = await useTenant();
        await createFound(tenant);
        await create(tenant, { name: example.name });
        const records = await readNewRecords();
        passTime(2000);
        return () => deliverRecords(projectChange, records);
      },
    },
    ...contracts.flatMap((contract) =>
      (variants[contract.operationId] ?? [{}]).map((each) => endpoint(contract, each)),
    ),
  ];
  return { service, operations };
}

const page = (n: number) => ({ name: `${example.name} ${n}`, email: `henrik${n}@acme-customer.de` });

const creation = (n: number) => ({ action: 'create', body: page(n) });

const message = (messageId: string) => ({
  messageId,
  channel: 'email',
  sender: { address: 'grace@hopper-systems.de', displayName: 'Grace Hopper' },
  conversationId: 'c-1',
  receivedAt: '2026-11-23T09:30:00.000Z',
});

async function addWebhook(tenant: Tenant, url: string): Promise<string> {
  return (await call(createWebhook, { ...tenant, body: { url }, method: 'POST', path: '/api/webhooks' })).body.id;
}

async function createKey(tenant: Tenant): Promise<string> {
  const body = { name: 'CRM sync', kind: 'agent', scopes: ['contacts:read'] };
  return (await call(createApiKey, { ...tenant, body, method: 'POST', path: '/api/api-keys' })).body.id;
}

/** The example of a request's body, to the CRM of these tests. */
function bodyOf({ path, method }: Contract, url: string): Pick<Call, 'body'> {
  const content = Object(description.paths)[path][method.toLowerCase()].requestBody?.content;
  const body = content?.['application/json']?.example;
  return body ? { body: 'url' in body ? { ...body, url } : body } : {};
}
