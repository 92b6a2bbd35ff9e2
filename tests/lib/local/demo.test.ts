import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { parseApiKey } from '../../../lib/auth/apiKey.ts';
import { keyIdOf } from '../../../lib/contacts/apiKeys.ts';
import { toContact } from '../../../lib/contacts/contact.ts';
import { getContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { getContactAt } from '../../../lib/dynamo/contacts/getContactAt.ts';
import { listContacts } from '../../../lib/dynamo/contacts/listContacts.ts';
import { readHistory } from '../../../lib/dynamo/contacts/listHistory.ts';
import { send } from '../../../lib/dynamo/table/client.ts';
import { findApiKey, revokeApiKey } from '../../../lib/dynamo/tenants/apiKeys.ts';
import { seedDemo } from '../../../lib/local/demo.ts';
import { startService } from '../../support/service.ts';

await startService();

/** Seeds, and returns the demo tenants and how many contacts the first one had when it could be connected to a CRM. */
async function seed(remembered: Awaited<ReturnType<typeof seedDemo>> = []) {
  const before: (number | undefined)[] = [];
  const [first, second] = await seedDemo(remembered, async ({ tenantId, apiKey }) => {
    expect(parseApiKey(apiKey).tenantId).toBe(tenantId);
    const { items } = await listContacts({ tenantId, sort: 'createdAt', limit: 10 });
    before.push(items.length);
  });
  if (!first || !second) throw new Error('There must be two demo tenants');
  return { tenants: [first, second], first, before };
}

const removeItem = (tenantId: string, contactId: string) =>
  send((db) => db.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key: { tenantId, contactId } })));
const listed = async (tenantId: string) =>
  (await listContacts({ tenantId, sort: 'createdAt', limit: 10 })).items.map(({ contactId }) => contactId);

describe('seedDemo', () => {
  it('creates contacts and keys once, after the first tenant could be connected to a CRM', async () => {
    const { tenants, before } = await seed();
    expect(before).toEqual([0]);
    expect(tenants.map(({ contacts }) => contacts.length)).toEqual([4, 1]);
    const again = await seed(tenants);
    expect(again.tenants).toEqual(tenants);
    expect(again.before).toEqual([]);
  });

  it('gives the first contact a history of two weeks, so that it can be read as of a week ago', async () => {
    const { first } = await seed();
    const [{ id = '' } = {}] = first.contacts;
    const entries = await readHistory({ tenantId: first.tenantId, contactId: id, limit: 10 });
    expect(entries.map(({ version, actor }) => [version, actor])).toEqual([
      [4, 'user:demo-person'],
      [3, 'conversation:demo-2'],
      [2, 'domain:acme-customer.de'],
      [1, 'message:demo-1'],
    ]);
    const weekAgo = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const { contact } = await getContactAt(first.tenantId, id, weekAgo);
    expect([contact.firstName, contact.lastName, contact.phone]).toEqual(['Henrik', null, '+4915112345678']);
    expect(toContact(await getContact(first.tenantId, id))).toMatchObject({ lastName: 'Larsen' });
  });

  it('keeps the data, and makes new keys, where nothing is remembered', async () => {
    const { first } = await seed();
    const { first: again, before } = await seed();
    expect(before).toEqual([]);
    expect(again.contacts).toEqual(first.contacts);
    expect(again.apiKey).not.toBe(first.apiKey);
  });

  it('replaces a revoked key, and leaves it revoked', async () => {
    const { tenants, first } = await seed();
    const { hash } = parseApiKey(first.apiKey);
    await revokeApiKey(first.tenantId, keyIdOf(hash));
    const { first: again } = await seed(tenants);
    expect(again.apiKey).not.toBe(first.apiKey);
    expect(await findApiKey(first.tenantId, hash)).toHaveProperty('revokedAt');
  });

  it('keeps changes of contacts, and does not bring back those that were deleted', async () => {
    const { tenants, first } = await seed();
    const [one, ...others] = first.contacts;
    for (const { id } of others) await removeItem(first.tenantId, id);
    const { first: again } = await seed(tenants);
    expect(again.contacts).toEqual([one]);
    await removeItem(first.tenantId, String(one?.id));
    const { first: empty, before } = await seed(tenants);
    expect(before).toEqual([]);
    expect(empty.contacts).toEqual([]);
    expect(await listed(first.tenantId)).toEqual([]);
  });
});
