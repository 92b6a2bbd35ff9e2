import { handler as createApiKey } from '../../../handlers/api/createApiKey.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as rollApiKey } from '../../../handlers/api/rollApiKey.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { parseApiKey } from '../../../lib/auth/apiKey.ts';
import { keyIdOf } from '../../../lib/contacts/apiKeys.ts';
import { scopes } from '../../../schemas/contract.ts';
import { call } from '../../support/call.ts';
import { addApiKey, startService } from '../../support/service.ts';

const service = await startService();

const idOf = (apiKey: string) => keyIdOf(parseApiKey(apiKey).hash);

/** A tenant with a key of each kind, and a contact that the agent has created. */
async function someTenant() {
  const { tenantId, apiKey: person } = await service.tenant();
  const agent = await addApiKey(tenantId, scopes, { kind: 'agent' });
  const body = { name: 'Anna Smith', email: 'anna@one.example' };
  const created = await call(createContact, { apiKey: agent, method: 'POST', body });
  expect([created.status, created.body]).toEqual([201, expect.objectContaining({ email: 'anna@one.example' })]);
  const patch = (apiKey: string, change: object, headers = {}) =>
    call(updateContact, { apiKey, id: created.body.id, body: change, headers });
  return { person, agent, id: created.body.id, patch };
}

describe('an API key of kind agent', () => {
  it('never overrules a person, and its values show where the person has none', async () => {
    const { person, agent, id, patch } = await someTenant();
    await patch(person, { name: 'Anna Schmidt' });
    const { status, body, headers } = await patch(agent, { name: 'Bo Li', companyName: 'Acme' });
    expect([status, body.firstName, body.lastName, body.companyName]).toEqual([200, 'Anna', 'Schmidt', 'Acme']);
    expect(headers.etag).toBe('"3"');
    expect((await patch(agent, { name: 'Carl Li' })).headers.etag).toBe('"3"');
    const sources = (await call(getSources, { apiKey: person, id, method: 'GET' })).body;
    const by = `agent:${idOf(agent)}`;
    expect(sources.companyName).toMatchObject({ value: 'Acme', source: 'agent', by });
    expect(sources.firstName.others).toMatchObject([{ value: 'Carl', source: 'agent', by }]);
  });

  it('changes a name with one request to the contacts table', async () => {
    const { agent, patch } = await someTenant();
    service.proxy.operations.length = 0;
    expect((await patch(agent, { name: 'Anna Li' })).body.lastName).toBe('Li');
    expect(service.proxy.operations).toEqual(['UpdateItem']);
  });

  it('cannot clear a field, link, unlink, or make the key of a person', async () => {
    const { person, agent, id, patch } = await someTenant();
    const mergePatch = { 'content-type': 'application/merge-patch+json' };
    const link = { externalRef: 'record-1' };
    const key = { name: 'x', kind: 'person', scopes: ['contacts:read'] };
    const roll = { apiKey: agent, id: idOf(person), method: 'POST', body: {} };
    const replies = [
      await patch(agent, { email: null }, mergePatch),
      await call(linkContact, { apiKey: agent, id, method: 'PUT', body: link }),
      await call(unlinkContact, { apiKey: agent, id, method: 'DELETE' }),
      await call(createApiKey, { apiKey: agent, method: 'POST', body: key }),
      await call(rollApiKey, roll),
    ];
    expect(replies.map(({ status, body: { error } }) => [status, error])).toEqual([
      [403, 'An API key of kind agent cannot clear email; only a person can'],
      [403, 'An API key of kind agent cannot link a contact; only a person can'],
      [403, 'An API key of kind agent cannot unlink a contact; only a person can'],
      [403, 'An API key of kind agent can only make keys of kind agent'],
      [403, 'An API key of kind agent can only make keys of kind agent'],
    ]);
    expect((await patch(person, {})).body.email).toBe('anna@one.example');
  });
});
