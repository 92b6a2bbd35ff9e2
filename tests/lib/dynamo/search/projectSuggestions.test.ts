import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { removeIdentity } from '../../../../lib/contacts/decisions/removeIdentity.ts';
import { identityId } from '../../../../lib/contacts/identities.ts';
import { changeContact } from '../../../../lib/dynamo/contacts/changeContact.ts';
import { createContact } from '../../../../lib/dynamo/contacts/createContact.ts';
import { dismissDuplicate, suggestDuplicate } from '../../../../lib/dynamo/contacts/duplicates.ts';
import { getContact } from '../../../../lib/dynamo/contacts/getContact.ts';
import { asPair } from '../../../../lib/dynamo/contacts/pairs.ts';
import { updateContact } from '../../../../lib/dynamo/contacts/updateContact.ts';
import { projectPostings } from '../../../../lib/dynamo/search/projectPostings.ts';
import { projectSuggestions } from '../../../../lib/dynamo/search/projectSuggestions.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { startService } from '../../../support/service.ts';
import { readItems, readPartition, setAttributes } from '../../../support/table.ts';

const service = await startService();
let tenantId: string;
beforeEach(async () => {
  ({ tenantId } = await service.tenant());
});

const author = { actor: 'key:1', at: 5 };
const reason = { field: 'email', key: 'email#a@one.example', at: 5, by: 'event:1' };

/** Projects a change, as projectChange does. */
async function project(before: StoredContact | undefined, after: StoredContact): Promise<StoredContact> {
  await projectPostings({ before, after });
  await projectSuggestions({ before, after });
  return after;
}

const create = async (values: object) =>
  project(undefined, await createContact({ tenantId, values, actor: author.actor, requestId: randomUUID() }));

async function update(before: StoredContact, input: object): Promise<StoredContact> {
  const { contactId } = before;
  await updateContact({ tenantId, contactId, input, actor: author.actor, requestId: randomUUID() });
  return project(before, await getContact(tenantId, contactId));
}

/** The pairs that are stored, each once; those of a contact that is gone stay until it is erased. */
async function pairs() {
  const { duplicates } = await readItems(tenantId);
  return [...new Map(duplicates.map(asPair).map((pair) => [pair.ids.join(), pair])).values()];
}

const places = async () =>
  (await readPartition(tenantId)).map(({ contactId }) => String(contactId)).filter((key) => /^#suggestion#/.test(key));

const anna = { firstName: 'Anna', lastName: 'Schmidt', companyName: 'Acme' };

/** The operations that DynamoDB gets while some work is done. */
async function counted(work: () => Promise<unknown>): Promise<string[]> {
  const operations: string[] = [];
  service.proxy.intercept = (operation) => {
    operations.push(operation);
    return 'pass';
  };
  await work();
  service.proxy.intercept = () => 'pass';
  return operations;
}

describe('projectSuggestions', () => {
  it.each([
    ['the same name', { firstName: 'Anna', lastName: 'Schmidt' }],
    ['a name with a typing error at its end, in the same company', { ...anna, lastName: 'Schmidtt' }],
    ['a name with a typing error at its beginning', { ...anna, lastName: 'Scmhidt' }],
    ['parts that have changed places', { ...anna, firstName: 'Schmidt', lastName: 'Anna' }],
    ['a mailbox of the same person', { firstName: 'Anna', email: 'schmidt77@home.example' }],
  ])('suggests the older contact with %s', async (_, values) => {
    const older = await create({ ...anna, email: 'schmidt77@work.example' });
    const newer = await create(values);
    expect(await pairs()).toEqual([
      { ids: [older.contactId, newer.contactId], weight: 'weak', reasons: [], similarity: expect.any(Object) },
    ]);
    expect(await places()).toEqual([`#suggestion#weak#${older.contactId}#${newer.contactId}`]);
  });

  it('suggests pairs, and nothing for a contact beside them', async () => {
    const all = [await create(anna), await create(anna), await create(anna)];
    await create({ firstName: 'Anna', lastName: 'Jones' });
    await create({ ...anna, firstName: 'Robert' });
    const ids = all.map(({ contactId }) => contactId);
    expect((await pairs()).map((pair) => pair.ids)).toEqual([ids.slice(0, 2), [ids[0], ids[2]], ids.slice(1)]);
  });

  it('writes nothing again for a change that is delivered again, and reads nothing for one that touches no value', async () => {
    await create(anna);
    const contact = await create(anna);
    const before = await readPartition(tenantId);
    const again = await counted(() => projectSuggestions({ before: undefined, after: contact }));
    expect(again.filter((operation) => operation === 'TransactWriteItems')).toEqual([]);
    expect(await readPartition(tenantId)).toEqual(before);
    const phone = { ...contact, version: 2 };
    expect(await counted(() => projectSuggestions({ before: contact, after: phone }))).toEqual([]);
  });

  it('withdraws a pair whose values are not similar any more, and keeps another reason', async () => {
    const [one, other] = [await create(anna), await create(anna)];
    const renamed = await update(other, { name: 'Robert Jones' });
    expect(await readItems(tenantId)).toMatchObject({ duplicates: [] });
    expect(await places()).toEqual([]);
    const same = await update(renamed, { name: 'Anna Schmidt' });
    await suggestDuplicate(tenantId, one.contactId, { otherId: other.contactId, reason, weight: 'strong' });
    await update(same, { name: 'Robert Jones' });
    expect(await pairs()).toMatchObject([{ weight: 'strong', reasons: [reason] }]);
    expect((await pairs())[0]).not.toHaveProperty('similarity');
    expect(await places()).toContain(`#suggestion#strong#${one.contactId}#${other.contactId}`);
  });

  it('does not suggest a dismissed pair again, whatever changes', async () => {
    const [one, other] = [await create(anna), await create(anna)];
    await dismissDuplicate(tenantId, [other.contactId, one.contactId], [9, 'key:1']);
    const renamed = await update(one, { name: 'Bea Jones' });
    await update(renamed, { name: 'Anna Schmidt' });
    await update(other, { companyName: 'Acme GmbH' });
    expect(await pairs()).toMatchObject([{ dismissed: [9, 'key:1'] }]);
    expect(await places()).toEqual([]);
  });

  it('does not suggest contacts that a person split', async () => {
    const owner = await create(anna);
    const other = await createContact({
      tenantId,
      values: { ...anna, email: 'a@one.example' },
      actor: 'key:1',
      requestId: '1',
    });
    const target = { tenantId, contactId: other.contactId, requestId: randomUUID() };
    const split = await changeContact(target, (contact) =>
      removeIdentity(contact, identityId('email#a@one.example'), author),
    );
    await project(undefined, split);
    expect(await pairs()).toHaveLength(1);
    await update(owner, { email: 'a@one.example' });
    expect([await pairs(), await places()]).toEqual([[], []]);
  });

  it('neither suggests nor looks for contacts that were merged', async () => {
    const one = await create(anna);
    await setAttributes(tenantId, one.contactId, { mergedInto: randomUUID() });
    const other = await create(anna);
    const merged = await getContactItem(one);
    expect(await counted(() => projectSuggestions({ before: undefined, after: merged }))).toEqual(['GetItem']);
    expect([other.contactId, await pairs()]).toEqual([other.contactId, []]);
  });

  it('stores no pair of a contact that is erased meanwhile', async () => {
    const one = await create(anna);
    let erased = false;
    service.proxy.intercept = async (operation) => {
      if (operation === 'BatchGetItem' && !erased) erased = true;
      if (operation === 'TransactWriteItems' && erased) {
        service.proxy.intercept = () => 'pass';
        const Key = { tenantId, contactId: one.contactId };
        await send((db) => db.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key })));
      }
      return 'pass' as const;
    };
    await create(anna);
    expect([erased, await pairs(), await places()]).toEqual([true, [], []]);
  });
});

const getContactItem = async ({ contactId }: StoredContact): Promise<StoredContact> => {
  const [item] = (await readItems(tenantId)).contacts.filter((contact) => contact.contactId === contactId);
  if (item === undefined) throw new Error('The contact is missing');
  return item;
};
