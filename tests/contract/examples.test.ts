import { randomUUID } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readContracts } from '../../lib/build/contracts.ts';
import { maxActive } from '../../lib/contacts/apiKeys.ts';
import { maxSecrets, maxWebhooks } from '../../lib/contacts/webhooks.ts';
import { keys, limitKeys, limitPartition } from '../../lib/dynamo/table/keys.ts';
import { apiKeyId } from '../../schemas/apiKey.ts';
import type { Contract } from '../../schemas/contract.ts';
import { 'date-time' as dateTime, domain, email, uri, uuid } from '../../schemas/formats.ts';
import description from '../../schemas/openapi.json' with { type: 'json' };
import { webhookId } from '../../schemas/webhook.ts';
import { storedContact } from '../lib/contacts/storedContact.ts';
import { onToolCalls, withResult, withStatus } from '../lib/crm/servers/faultyServer.ts';
import { putApiKeys, someKey } from '../support/apiKeys.ts';
import { startTestBus } from '../support/bus.ts';
import { type Call, call, type Reply } from '../support/call.ts';
import { startCrmEndpoints } from '../support/crmEndpoints.ts';
import { captureLog } from '../support/log.ts';
import { type Tenant, unlimited } from '../support/service.ts';
import { suggestPair } from '../support/suggestedPair.ts';
import { readPartition, setAttributes } from '../support/table.ts';
import { startReceivers, withStatus as withFate } from '../support/webhooks.ts';

const { service, server, faulty, useTenant } = await startCrmEndpoints();
await startTestBus();
const receiver = (await startReceivers())();
captureLog();
Object.assign(globalThis, { RELEASE: { version: '1.2.3', commit: null } });
const contracts = await readContracts();

type Content = { readonly [mediaType: string]: { readonly schema: object; readonly example?: unknown } };
type Operation = {
  readonly requestBody?: { readonly content: Content };
  readonly responses: { readonly [status: string]: { readonly content?: Content } };
};

const operationOf = ({ path, method }: Contract): Operation => Object(description.paths)[path][method.toLowerCase()];
const contractOf = (operationId: string): Contract => {
  const contract = contracts.find((each) => each.operationId === operationId);
  if (contract === undefined) throw new Error(`There is no operation ${operationId}`);
  return contract;
};

/** The strictest client: it counts UTF-16 code units, compiles patterns without the u flag and checks every format. */
const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  unicode: false,
  unicodeRegExp: false,
  formats: {
    uuid: uuid.pattern,
    'date-time': dateTime.pattern,
    'idn-email': email.pattern,
    'idn-hostname': domain.pattern,
    iri: uri.pattern,
    password: true,
  },
});
ajv.addSchema(description, 'document');
/** By their schema as text: many operations share one. */
const validators = new Map<string, ValidateFunction>();
const violationsOf = (schema: object, data: unknown) => {
  const absolute = JSON.stringify(schema).replaceAll('"#/', '"document#/');
  const validate = validators.get(absolute) ?? ajv.compile(JSON.parse(absolute));
  validators.set(absolute, validate);
  validate(data);
  return validate.errors ?? [];
};

/** Sends a request to the handler of an operation, and expects a status and a body that the document has. */
async function send(contract: Contract, request: Call): Promise<Reply> {
  const { handler } = await import(`../../handlers/api/${contract.operationId}.ts`);
  const reply = await call(handler, { method: contract.method, ...request });
  const documented = operationOf(contract).responses[reply.status];
  expect([contract.operationId, reply.status, documented]).toEqual([
    contract.operationId,
    reply.status,
    expect.any(Object),
  ]);
  const content = documented?.content?.[reply.headers['content-type'] ?? ''];
  if (reply.body !== undefined) expect(violationsOf(Object(content).schema, reply.body)).toEqual([]);
  return reply;
}

const exampleOf = (contract: Contract, mediaType = 'application/json'): object =>
  Object(operationOf(contract).requestBody?.content[mediaType]?.example);

/** The example of a request, to the CRM of these tests. */
function exampleRequest(contract: Contract, mediaType = 'application/json'): Call {
  const headers = Object.entries(contract.headers ?? {}).flatMap(([name, { example }]) =>
    example === undefined ? [] : [[name, example]],
  );
  if (contract.body === undefined) return { headers: Object.fromEntries(headers) };
  const example = exampleOf(contract, mediaType);
  const body = 'url' in example ? { ...example, url: server.url } : example;
  return { headers: { ...Object.fromEntries(headers), 'content-type': mediaType }, body: JSON.stringify(body) };
}

const create = (tenant: Tenant, body = exampleOf(contractOf('createContact'))): Promise<Reply> =>
  send(contractOf('createContact'), { ...tenant, body });
const connect = (tenant: Tenant, body: object = { url: server.url, auth: { type: 'none' } }): Promise<Reply> =>
  send(contractOf('putCrmConnection'), { ...tenant, body });

/** Creates an API key, and returns its id. */
const addKey = async (tenant: Tenant): Promise<string> =>
  (await send(contractOf('createApiKey'), { ...tenant, body: exampleOf(contractOf('createApiKey')) })).body.id;

/** Creates a webhook, and returns its id. */
const addWebhook = async (tenant: Tenant): Promise<string> =>
  (await send(contractOf('createWebhook'), { ...tenant, body: { url: receiver.url } })).body.id;

const exampleDuplicate = (operationId: string): string | undefined =>
  Object(exampleOf(contractOf(operationId))).duplicateId;

const firstIdentity = async (contact: Tenant & { id: string }): Promise<string> =>
  (await send(contractOf('getIdentities'), contact)).body[0].id;

/** Creates the contact that examples of merges name. */
const createDuplicate = ({ tenantId }: Tenant, duplicateId: string) => {
  const {
    tenantId: _,
    contactId: __,
    ...attributes
  } = storedContact({ version: 1, sources: { manual: {}, agent: {} } });
  return setAttributes(tenantId, duplicateId, attributes);
};

/** A tenant with what an operation needs to succeed, the id of its contact or API key, and what else is in the path. */
async function prepare({ operationId, params }: Contract): Promise<Call & Tenant & { id: string }> {
  const tenant = await useTenant();
  if (/Crm|resolve/.test(operationId)) await connect(tenant);
  // The key is in the cache afterwards, so that a database that hangs does not delay the authentication.
  if (params === apiKeyId) return { ...tenant, id: await addKey(tenant) };
  receiver.fate = withFate(204);
  if (params === webhookId) return { ...tenant, id: await addWebhook(tenant) };
  const { body } = await (operationId === 'createContact' ? send(contractOf('getSettings'), tenant) : create(tenant));
  const contact = { ...tenant, id: body.id };
  if (operationId === 'dismissDuplicate') return { ...tenant, id: (await suggestPair(tenant)).join('.') };
  const duplicateId = exampleDuplicate(operationId);
  if (duplicateId !== undefined) await createDuplicate(tenant, duplicateId);
  if (operationId === 'unmergeContact') await send(contractOf('mergeContacts'), { ...contact, body: { duplicateId } });
  if (operationId === 'removeIdentity') return { ...contact, params: { identityId: await firstIdentity(contact) } };
  const field: string | undefined = Object(Object(params).properties).field?.examples[0];
  return { ...contact, ...(field !== undefined && { params: { field } }) };
}

describe.each(contracts)('$operationId', (contract) => {
  it.each(
    Object.keys(contract.body ?? { none: '' }),
  )('succeeds with the example of a request (%s), and responds as documented', async (mediaType) => {
    const tenant = await prepare(contract);
    const { status } = await send(contract, { ...tenant, ...exampleRequest(contract, mediaType) });
    expect(status).toBe(contract.success.status);
  });

  it('has a valid example of every request and every response', () => {
    const { requestBody, responses } = operationOf(contract);
    const contents = [requestBody, ...Object.values(responses)].flatMap((part) => Object.values(part?.content ?? {}));
    for (const { schema, example } of contents) {
      expect(example).toBeDefined();
      expect(violationsOf(schema, example)).toEqual([]);
    }
  });

  // In an operation without a credential, nothing can fail but a request with a parameter.
  const provoked = Object.keys(operationOf(contract).responses).filter(
    (status) => status === '400' || (contract.scope && Number(status) > 400),
  );
  // Other failures neither depend on what is stored nor change it, so that they need no preparation of their own.
  const ofStored = ['409', '422', '429'];
  let prepared: ReturnType<typeof prepare> | undefined;
  const prepareOnce = () => {
    prepared ??= prepare(contract);
    return prepared;
  };
  for (const status of provoked) {
    it(`responds with ${status} and the sentence and the problem details of the example`, async () => {
      const { headers: { 'idempotency-key': _, ...headers } = {}, ...example } = exampleRequest(contract);
      const ready = await (ofStored.includes(status) ? prepare(contract) : prepareOnce());
      const request = { ...ready, ...example, headers };
      const provocation = await (special[contract.operationId]?.[status] ?? general[status])?.(request, contract);
      const response = operationOf(contract).responses[status];
      for (const accept of ['application/json', 'application/problem+json']) {
        const failed = { ...request, ...provocation };
        const reply = await send(contract, { ...failed, headers: { ...failed.headers, accept } });
        const example = response?.content?.[accept]?.example;
        expect([reply.status, withoutIds(reply.body)]).toEqual([Number(status), withoutIds(example)]);
      }
    });
  }
});

it('lets the strictest client read the longest values, with characters of every kind', async () => {
  const [long, composed] = ['😀'.repeat(200), '👩‍🚀 Жанна 山田'];
  const tenant = await useTenant();
  const names = { firstName: long, lastName: composed, companyName: '𝒜'.repeat(200) };
  const email = `${'𝒜'.repeat(64)}@${'𝒜.'.repeat(93)}de`;
  const { body, status } = await create(tenant, { ...names, email });
  expect([status, body]).toEqual([201, expect.objectContaining({ ...names, email })]);
  const { status: renamed } = await send(contractOf('updateContact'), {
    ...tenant,
    id: body.id,
    body: { email: 'jürgen@müller.de' },
  });
  expect(renamed).toBe(200);
  for (const operationId of ['getContact', 'getHistory', 'listContacts', 'getSources', 'getIdentities'])
    expect((await send(contractOf(operationId), { ...tenant, id: body.id })).status).toBe(200);
  const settings = { ownDomains: ['müller.de'], freeMailExceptions: [`${'𝒜.'.repeat(125)}de`] };
  expect((await send(contractOf('putSettings'), { ...tenant, body: settings })).status).toBe(200);
});

const withoutIds = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>'));

type Request = Call & Tenant & { readonly id: string };
/** Prepares a failure, and returns what differs in the request. */
type Provocation = (request: Request, contract: Contract) => Promise<Call> | Call;

/** The key was that of another request with the same credential. */
const withReusedKey: Provocation = async (request, contract) => {
  const keyed = { ...request, headers: { ...request.headers, 'idempotency-key': 'k' } };
  await send(contract, keyed);
  const items = await readPartition(request.tenantId);
  const [key] = items.filter(({ contactId }) => String(contactId).startsWith(keys.idempotency('')));
  await setAttributes(request.tenantId, String(key?.contactId), { requestHash: 'of another request' });
  return keyed;
};

const general: Readonly<Record<string, Provocation>> = {
  400: (_, { params }) => (params ? { id: 'x' } : { query: { x: '1' } }),
  401: ({ apiKey: _, ...request }) => ({ ...request, apiKey: '' }),
  403: async () => service.tenant('no scope'),
  404: ({ id }) => ({ id: id.length < 36 ? '0123456789ab' : randomUUID() }),
  412: ({ headers }) => ({ headers: { ...headers, 'if-match': '"9"' } }),
  413: (_, { bodyKilobytes = 16 }) => ({ body: ' '.repeat(bodyKilobytes * 1024 + 1) }),
  415: () => ({ headers: { 'content-type': 'text/plain' } }),
  // Of operations that have no other reason for it.
  422: withReusedKey,
  429: async () => {
    Object.assign(process.env, { ...unlimited, CREDENTIAL_REQUESTS_PER_SECOND: '0.1' });
    const tenant = await useTenant();
    await send(contractOf('getSettings'), tenant);
    Object.assign(process.env, unlimited);
    return tenant;
  },
  500: () => {
    service.proxy.intercept = () => ({ status: 400, body: '{"__type":"x#ValidationException"}' });
    return {};
  },
  503: (_, { scope }) => {
    // The key of a request that manages keys is read each time; authentication does not end early.
    service.proxy.intercept = (operation) => (scope === 'keys:manage' && operation === 'GetItem' ? 'pass' : 'hang');
    return { remainingMilliseconds: 550 };
  },
};

const invalidAddresses = { body: { email: 'nobody', phone: '0151 12345678' } };
const withoutConnection = () => useTenant();
const withAllKeys = async ({ tenantId }: Tenant) => {
  await putApiKeys(Array.from({ length: maxActive }, () => someKey(tenantId)));
  return {};
};
const withAllAddresses = async ({ tenantId, id }: Tenant & { readonly id: string }) => {
  const address = (i: number) => [`chat#${i}`, { kind: 'chat', value: `${i}`, confirmed: [1, 'key:1'] }];
  const identities = Object.fromEntries(Array.from({ length: 50 }, (_, i) => address(i)));
  await setAttributes(tenantId, id, { identities });
  return {};
};
const busyCalls = async ({ tenantId }: Tenant) => {
  for (const place of [0, 1])
    await setAttributes(limitPartition(tenantId), limitKeys.call(place), {
      leaseId: randomUUID(),
      expiresAt: Date.now() / 1000 + 60,
    });
  return {};
};
const externalRef = { externalRef: '0035g00000AbCdEAAV' };

const special: Readonly<Record<string, Readonly<Record<string, Provocation>>>> = {
  createContact: {
    400: () => invalidAddresses,
    409: async (tenant) => {
      await create(tenant, { email: 'henrik@acme-customer.de' });
      return {};
    },
  },
  findOrCreateContact: {
    // One that the contact of the example is new to.
    422: async (request, contract) => withReusedKey({ ...request, ...(await useTenant()) }, contract),
    400: () => invalidAddresses,
    409: async (tenant) => {
      await create(tenant, { phone: '+4915187654321' });
      return { body: { email: 'henrik@acme-customer.de', phone: '+4915187654321' } };
    },
  },
  updateContact: {
    400: () => invalidAddresses,
    409: async (tenant) => {
      await create(tenant, { email: 'other@acme-customer.de' });
      return { body: { email: 'other@acme-customer.de' } };
    },
    422: async (request) => ({ ...(await withAllAddresses(request)), body: { email: 'other@acme-customer.de' } }),
  },
  batchContacts: {
    // A batch stores the responses of its operations only.
    422: async (tenant) => {
      const headers = { ...tenant.headers, 'idempotency-key': 'k' };
      await send(contractOf('createContact'), { ...tenant, headers, body: { name: 'Ada Byron' } });
      return { headers };
    },
    400: () => ({ body: { operations: Array(101).fill({ action: 'create', body: {} }) } }),
    // A failure of one operation is not that of the batch, but a key that cannot be read is.
    500: async (request, contract) => ({ ...(await service.tenant()), ...(await general[500]?.(request, contract)) }),
  },
  listContacts: {
    400: () => ({ query: { limit: '101' } }),
    410: () => ({ query: { syncToken: 'x' } }),
  },
  getHistory: { 400: () => ({ query: { limit: '101' } }) },
  getContact: { 400: () => ({ query: { at: '2999-01-01T00:00:00Z' } }) },
  addIdentity: {
    400: () => ({ body: { kind: 'phone', value: '0151 12345678' } }),
    409: async (tenant) => {
      await create(tenant, { phone: '+4915187654321' });
      return { body: { kind: 'phone', value: '+4915187654321' } };
    },
    422: withAllAddresses,
  },
  listDuplicates: { 400: () => ({ query: { limit: '101' } }) },
  dismissDuplicate: { 404: () => ({ id: `${randomUUID()}.${randomUUID()}` }) },
  removeIdentity: {
    400: () => ({ params: { identityId: 'x' } }),
    404: () => ({ params: { identityId: '0123456789abcdef' } }),
  },
  linkContact: {
    400: () => ({ body: {} }),
    409: async (tenant) => {
      const { body } = await create(tenant, { name: 'Other' });
      await send(contractOf('linkContact'), { ...tenant, id: body.id, body: externalRef });
      return {};
    },
  },
  mergeContacts: {
    400: ({ id }) => ({ body: { duplicateId: id } }),
    409: async (tenant) => {
      const duplicateId = exampleDuplicate('mergeContacts') ?? '';
      await send(contractOf('linkContact'), { ...tenant, body: { externalRef: '17' } });
      await send(contractOf('linkContact'), { ...tenant, id: duplicateId, body: { externalRef: '42' } });
      return {};
    },
    422: async ({ tenantId, id }) => {
      const contribution = { sources: { manual: {} }, identities: {}, resolutionStatus: 'unresolved', into: id };
      const contributions = Array.from({ length: 20 }, (_, place) => [randomUUID(), { ...contribution, place }]);
      await setAttributes(tenantId, id, { contributions: Object.fromEntries(contributions) });
      return {};
    },
  },
  unmergeContact: {
    400: () => ({ body: { duplicateId: 'x' } }),
    404: () => ({ body: { duplicateId: randomUUID() } }),
  },
  resolveContact: {
    409: async () => {
      const tenant = await useTenant();
      const { body } = await create(tenant);
      return { ...tenant, id: body.id };
    },
  },
  putSettings: { 400: () => ({ body: { ownDomains: ['x'], freeMailExceptions: [] } }) },
  createApiKey: {
    400: () => ({ body: { ...exampleOf(contractOf('createApiKey')), expiresAt: '2020-01-01T00:00:00Z' } }),
    422: withAllKeys,
  },
  rollApiKey: {
    409: async (tenant) => {
      await send(contractOf('revokeApiKey'), tenant);
      return {};
    },
    422: withAllKeys,
  },
  createWebhook: {
    400: () => ({ body: { url: 'https://10.0.0.1' } }),
    422: async (tenant) => {
      for (let n = 0; n < maxWebhooks; n++) await addWebhook(tenant);
      return {};
    },
  },
  updateWebhook: {
    400: () => ({ body: { url: 'https://10.0.0.1' } }),
    // A label of 64 characters, which no resolver looks up.
    422: () => ({ body: { url: `https://${'a'.repeat(64)}.invalid` } }),
  },
  testWebhook: {
    422: () => {
      receiver.fate = withFate(500);
      return {};
    },
    429: busyCalls,
  },
  recoverWebhook: {
    400: () => ({ body: { since: '2999-01-01T00:00:00Z' } }),
    409: async (tenant) => {
      await send(contractOf('updateWebhook'), { ...tenant, body: { status: 'disabled' } });
      return {};
    },
  },
  listDeliveries: { 400: () => ({ query: { limit: '101' } }) },
  rotateWebhookSecret: {
    409: () => {
      const body = '{"__type":"x#ConditionalCheckFailedException","Item":{"id":{"S":"x"}}}';
      service.proxy.intercept = (operation) => (operation === 'UpdateItem' ? { status: 400, body } : 'pass');
      return {};
    },
    422: async (tenant) => {
      for (let n = 1; n < maxSecrets; n++) await send(contractOf('rotateWebhookSecret'), { ...tenant, body: {} });
      return {};
    },
  },
  getCrmConnection: { 404: withoutConnection },
  deleteCrmConnection: { 404: withoutConnection },
  putCrmConnection: {
    400: () => ({ body: { url: server.url, auth: { type: 'bearer' } } }),
    422: () => {
      faulty.fate = withStatus(401);
      return { body: { url: faulty.url, auth: { type: 'none' } } };
    },
    429: busyCalls,
  },
  testCrmConnection: {
    400: () => ({ body: {} }),
    404: withoutConnection,
    422: async (tenant) => {
      faulty.fate = onToolCalls(withResult({ content: [{ type: 'text', text: '[]' }] }));
      await connect(tenant, {
        url: faulty.url,
        auth: { type: 'none' },
        lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }],
        result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
      });
      faulty.fate = withStatus(401);
      return {};
    },
    429: busyCalls,
  },
};
