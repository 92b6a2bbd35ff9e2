/** A client of @hey-api/openapi-ts. It checks every request and response with zod, and rejects what does not match. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { createClient } from './generated/heyApi/client/index.ts';
import * as api from './generated/heyApi/sdk.gen.ts';
import { zError } from './generated/heyApi/zod.gen.ts';
import { crm, email, name, tenants, token, url } from './service.ts';

const client = createClient({ baseUrl: url, auth: tenants[1].apiKey, throwOnError: true });
const created = await api.createContact({
  client,
  body: { firstName: 'Ada', email: crm.known.email },
  throwOnError: true,
});
const path = { id: created.data.id };
const duplicate = await api.createContact({ client, body: { firstName: 'Ada' }, throwOnError: true });
const duplicateId = duplicate.data.id;
const key = { name: 'Web shop 🥐', kind: 'agent' as const, scopes: ['contacts:read' as const] };
const createdKey = await api.createApiKey({ client, body: key, throwOnError: true });
const keyPath = { id: createdKey.data.id };
const receiver = createServer((_, response) => response.writeHead(204).end()).listen(0, '127.0.0.1');
await once(receiver, 'listening');
after(() => receiver.close());
const { port } = receiver.address() as AddressInfo;
const hook = { url: `http://127.0.0.1:${port}` };
const webhook = await api.createWebhook({ client, body: hook, throwOnError: true });
const webhookPath = { id: webhook.data.id };
const added = { kind: 'whatsapp' as const, value: 'BR.1502576394655843' };
const body = { ownDomains: ['müller.de'], freeMailExceptions: ['gmx.de'] };

/** A call of every operation of the API, in an order that makes all of them succeed. */
const calls: { readonly [operation in keyof typeof api]: () => Promise<{ response?: Response }> } = {
  getHealth: () => api.getHealth({ client }),
  getOpenApi: () => api.getOpenApi({ client }),
  createContact: () => api.createContact({ client, body: { name, email } }),
  batchContacts: () =>
    api.batchContacts({ client, body: { operations: [{ action: 'update', ...path, body: { companyName: null } }] } }),
  findOrCreateContact: () => api.findOrCreateContact({ client, body: { name, email } }),
  listContacts: () => api.listContacts({ client, query: { limit: 2, sort: 'createdAt' } }),
  getContact: () => api.getContact({ client, path }),
  updateContact: () => api.updateContact({ client, path, body: { companyName: 'Müller 🥐' } }),
  getHistory: () => api.getHistory({ client, path }),
  getSources: () => api.getSources({ client, path }),
  withdrawField: () => api.withdrawField({ client, path: { ...path, field: 'companyName' } }),
  getIdentities: () => api.getIdentities({ client, path }),
  exportContact: () => api.exportContact({ client, path }),
  deleteContact: async () => {
    const { data } = await api.createContact({ client, body: { name: 'Erased 🥐' }, throwOnError: true });
    return api.deleteContact({ client, path: { id: data.id } });
  },
  addIdentity: () => api.addIdentity({ client, path, body: added }),
  removeIdentity: async () => {
    const { data } = await api.addIdentity({ client, path, body: added, throwOnError: true });
    const identityId = data.find(({ value }) => value === added.value)?.id ?? '';
    return api.removeIdentity({ client, path: { ...path, identityId } });
  },
  listDuplicates: () => api.listDuplicates({ client }),
  // A pair that was never suggested: this client has no way to make one.
  dismissDuplicate: async () => {
    const id = `${created.data.id}.${crypto.randomUUID()}`;
    const lenient = createClient({ baseUrl: url, auth: tenants[1].apiKey });
    const { error } = await api.dismissDuplicate({ client: lenient, path: { id } });
    assert.match(zError.parse(error).error, /not suggested/);
    return api.listDuplicates({ client });
  },
  mergeContacts: () => api.mergeContacts({ client, path, body: { duplicateId } }),
  getMerges: () => api.getMerges({ client, path }),
  unmergeContact: () => api.unmergeContact({ client, path, body: { duplicateId } }),
  putSettings: () => api.putSettings({ client, body }),
  getSettings: () => api.getSettings({ client }),
  putCrmConnection: () => api.putCrmConnection({ client, body: { url: crm.url, auth: { type: 'bearer', token } } }),
  getCrmConnection: () => api.getCrmConnection({ client }),
  testCrmConnection: () => api.testCrmConnection({ client, body: { email: crm.known.email } }),
  resolveContact: () => api.resolveContact({ client, path }),
  getCandidates: () => api.getCandidates({ client, path }),
  linkContact: () => api.linkContact({ client, path, body: { externalRef: 'crm 🥐 1' } }),
  unlinkContact: () => api.unlinkContact({ client, path }),
  deleteCrmConnection: () => api.deleteCrmConnection({ client }),
  createWebhook: () =>
    api.createWebhook({ client, body: { url: 'https://93.184.216.34/🥐', description: 'Müller 🥐' } }),
  listWebhooks: () => api.listWebhooks({ client }),
  updateWebhook: () => api.updateWebhook({ client, path: webhookPath, body: { changedFields: ['email'] } }),
  rotateWebhookSecret: () => api.rotateWebhookSecret({ client, path: webhookPath, body: {} }),
  testWebhook: () => api.testWebhook({ client, path: webhookPath }),
  recoverWebhook: () => api.recoverWebhook({ client, path: webhookPath, body: { since: '2026-01-31T00:00:00Z' } }),
  listDeliveries: () => api.listDeliveries({ client, path: webhookPath, query: { limit: 2 } }),
  deleteWebhook: () => api.deleteWebhook({ client, path: webhookPath }),
  createApiKey: () => api.createApiKey({ client, body: { ...key, expiresAt: '2999-01-31T00:00:00Z' } }),
  listApiKeys: () => api.listApiKeys({ client }),
  rollApiKey: () => api.rollApiKey({ client, path: keyPath, body: { overlapSeconds: 3600 } }),
  revokeApiKey: () => api.revokeApiKey({ client, path: keyPath }),
};

for (const [operation, call] of Object.entries(calls))
  test(`hey-api's client calls ${operation} and finds its response valid`, async () => {
    const { response } = await call();
    assert(response?.ok);
  });

test("hey-api's client gets the sentence of an error", async () => {
  const lenient = createClient({ baseUrl: url, auth: tenants[1].apiKey });
  const unknown = await api.getContact({ client: lenient, path: { id: crypto.randomUUID() } });
  assert.deepEqual(zError.parse(unknown.error), { error: 'Contact not found' });
  const conflict = await api.createContact({ client: lenient, body: { email } });
  assert.match(zError.parse(conflict.error).error, /email/);
});
