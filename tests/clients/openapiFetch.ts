/** A client with the types of openapi-typescript, which are all that it knows of the API. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import createClient from 'openapi-fetch';
import type { paths } from './generated/openapiTypescript.ts';
import { email, name, tenants, url } from './service.ts';

const client = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${tenants[0].apiKey}` } });

test('openapi-fetch creates a contact with emoji and an international email, and finds it', async () => {
  const created = await client.POST('/api/contacts', { body: { name, email } });
  assert.deepEqual([created.response.status, created.data?.email], [201, email]);
  const listed = await client.GET('/api/contacts', { params: { query: { email } } });
  // Meanwhile the contact may have got its derived company.
  assert.deepEqual(
    listed.data?.data.map(({ id, firstName, email }) => [id, firstName, email]),
    [[created.data?.id, created.data?.firstName, email]],
  );
});

test('openapi-fetch clears a field with null in a merge-patch, and a value of a wrong type does not compile', async () => {
  const params = { path: { id: tenants[0].contacts[0].id } };
  const cleared = await client.PATCH('/api/contacts/{id}', {
    params,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { phone: null, companyName: 'Müller 🥐' },
  });
  assert.deepEqual([cleared.data?.phone, cleared.data?.companyName], [null, 'Müller 🥐']);
  // @ts-expect-error: no field is a number
  await client.PATCH('/api/contacts/{id}', { params, body: { phone: 49 } });
});

test('openapi-fetch reads pages, and the sentence of an error', async () => {
  const first = await client.GET('/api/contacts', { params: { query: { limit: 1 } } });
  const cursor = String(first.data?.nextCursor);
  const second = await client.GET('/api/contacts', { params: { query: { limit: 1, cursor } } });
  assert.notEqual(second.data?.data[0]?.id, first.data?.data[0]?.id);

  const unknown = await client.GET('/api/contacts/{id}', { params: { path: { id: crypto.randomUUID() } } });
  assert.deepEqual([unknown.response.status, unknown.error], [404, { error: 'Contact not found' }]);
  const taken = await client.POST('/api/contacts', { body: { email } });
  // The type of an error has both media types: this client did not ask for problem details.
  assert(taken.error && 'error' in taken.error);
  assert.match(taken.error.error, /email/);
});
