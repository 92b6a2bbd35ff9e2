import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { termsOf } from '../../../../lib/contacts/search/terms.ts';
import { createContact } from '../../../../lib/dynamo/contacts/createContact.ts';
import { getContact } from '../../../../lib/dynamo/contacts/getContact.ts';
import { updateContact } from '../../../../lib/dynamo/contacts/updateContact.ts';
import { projectPostings } from '../../../../lib/dynamo/search/projectPostings.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { readSearchKey, searchRange } from '../../../../lib/dynamo/table/keys.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { startService } from '../../../support/service.ts';
import { readPartition } from '../../../support/table.ts';

const service = await startService();
const { tenantId } = await service.tenant();

const create = (values: object) =>
  createContact({ tenantId, values, actor: 'key:1', requestId: randomUUID() }).then(({ contactId }) => contactId);
const read = (contactId: string) => getContact(tenantId, contactId);

async function rename(contactId: string, name: string): Promise<StoredContact> {
  await updateContact({ tenantId, contactId, input: { name }, actor: 'key:1', requestId: randomUUID() });
  return read(contactId);
}

async function erase(contactId: string): Promise<void> {
  const Key = { tenantId, contactId };
  await send((db) => db.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key })));
}

const postings = async (contactId: string): Promise<string[]> =>
  (await readPartition(tenantId))
    .map((item) => String(item.contactId))
    .filter((key) => key.startsWith(searchRange('')))
    .map(readSearchKey)
    .filter((posting) => posting.contactId === contactId)
    .map(({ word }) => word)
    .sort();

const wordsOf = (contact: StoredContact | undefined): string[] => (contact ? [...termsOf(contact).words].sort() : []);

/** A contact that had each of these names in turn, with the changes. */
async function changes(names: readonly string[]) {
  const contactId = await create({ firstName: 'First', phone: `+1555${Math.floor(1e6 + Math.random() * 9e6)}` });
  const states: (StoredContact | undefined)[] = [undefined, await read(contactId)];
  for (const name of names) states.push(await rename(contactId, name));
  return { contactId, all: states.slice(1).map((after, i) => ({ before: states[i], after })), states };
}

describe('projectPostings', () => {
  it('makes the words of a contact find it, whatever the order and the number of deliveries', async () => {
    const name = fc.constantFrom('Anna Smith', 'Bea Smith', 'Anna Jones', 'Cleo');
    const delivered = fc.array(fc.nat(4), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), delivered, async (names, order) => {
        const { contactId, all, states } = await changes(names);
        // Each change once, in order, as the stream delivers it, and then some again in any order.
        for (const change of [...all, ...order.flatMap((i) => all[i] ?? [])]) await projectPostings(change);
        expect(await postings(contactId)).toEqual(wordsOf(states.at(-1)));
      }),
      runOptions(10),
    );
  });

  it('removes all words of an erased contact, and a late delivery brings none back', async () => {
    const { contactId, all, states } = await changes(['Anna Smith']);
    for (const change of all) await projectPostings(change);
    await erase(contactId);
    await projectPostings({ before: states.at(-1), after: undefined });
    for (const change of all) await projectPostings(change);
    expect(await postings(contactId)).toEqual([]);
  });

  it('starts again if the contact changes meanwhile, so that no word is lost', async () => {
    const { contactId, all } = await changes(['Anna Smith', 'Bea Jones']);
    for (const change of all) await projectPostings(change);
    // An old change is delivered again, and decides that `smith` is no word of the contact. Before it deletes it, the
    // contact gets that name again.
    let isFirst = true;
    service.proxy.intercept = async (operation): Promise<'pass'> => {
      if (operation === 'BatchWriteItem' && isFirst) {
        isFirst = false;
        const before = await read(contactId);
        await projectPostings({ before, after: await rename(contactId, 'Bea Smith') });
      }
      return 'pass';
    };
    await projectPostings(all[1] ?? { before: undefined, after: undefined });
    service.proxy.intercept = () => 'pass';
    expect(await postings(contactId)).toEqual(wordsOf(await read(contactId)));
  });

  it('sends no request for a change of no word', async () => {
    const contact = await read(await create({ firstName: 'Anna' }));
    service.proxy.operations.length = 0;
    await projectPostings({ before: contact, after: { ...contact, version: 2, resolutionStatus: 'crm_resolved' } });
    expect(service.proxy.operations).toEqual([]);
  });

  it('writes again what DynamoDB did not process', async () => {
    const { contactId, all, states } = await changes([]);
    let isFirst = true;
    service.proxy.intercept = (operation, body) => {
      if (operation !== 'BatchWriteItem' || !isFirst) return 'pass';
      isFirst = false;
      return { status: 200, body: JSON.stringify({ UnprocessedItems: JSON.parse(body).RequestItems }) };
    };
    for (const change of all) await projectPostings(change);
    service.proxy.intercept = () => 'pass';
    expect(await postings(contactId)).toEqual(wordsOf(states.at(-1)));
  });
});
