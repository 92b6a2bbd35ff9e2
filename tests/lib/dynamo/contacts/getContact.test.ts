import { randomUUID } from 'node:crypto';
import { findContact, findSurvivor, getContact, survivorOf } from '../../../../lib/dynamo/contacts/getContact.ts';
import { beforeFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { insert, interfere, stored } from './stored.ts';

const { proxy } = await startService();

describe('getContact', () => {
  it('reads a contact with one strongly consistent request', async () => {
    const contact = await insert(randomUUID());
    const bodies: string[] = [];
    proxy.operations.length = 0;
    proxy.intercept = (_, body) => {
      bodies.push(body);
      return 'pass';
    };
    expect(await getContact(contact.tenantId, contact.contactId)).toEqual(contact);
    proxy.intercept = () => 'pass';
    expect(proxy.operations).toEqual(['GetItem']);
    expect(JSON.parse(bodies.join())).toMatchObject({ ConsistentRead: true });
  });

  it('throws `contact_not_found` for a contact that does not exist, and for that of another tenant', async () => {
    const contact = await insert(randomUUID());
    for (const [tenantId, contactId] of [
      [contact.tenantId, randomUUID()],
      [randomUUID(), contact.contactId],
    ] as const) {
      await expect(getContact(tenantId, contactId)).rejects.toMatchObject({ code: 'contact_not_found' });
      expect(await findSurvivor(tenantId, contactId)).toBeUndefined();
      expect(await findContact(tenantId, contactId)).toBeUndefined();
    }
  });

  it('follows a chain of merges to the survivor', async () => {
    const survivor = await insert(randomUUID());
    const [middle, merged] = [await insert(survivor.tenantId), await insert(survivor.tenantId)];
    await interfere(middle, { mergedInto: survivor.contactId });
    await interfere(merged, { mergedInto: middle.contactId });
    expect(await getContact(merged.tenantId, merged.contactId)).toEqual(survivor);
    expect(await survivorOf(await stored(merged))).toEqual(survivor);
    expect(await survivorOf(survivor)).toBe(survivor);
    expect(await findContact(merged.tenantId, merged.contactId)).toMatchObject({ mergedInto: middle.contactId });
  });

  it('returns a contact that was taken out of its survivor before that was erased, between the reads', async () => {
    const [merged, survivor] = [await insert(randomUUID()), randomUUID()];
    await interfere(merged, { mergedInto: survivor });
    beforeFirst(proxy, 'GetItem', () => interfere(merged, { mergedInto: undefined }), survivor);
    expect(await getContact(merged.tenantId, merged.contactId)).toMatchObject({ contactId: merged.contactId });
    proxy.intercept = () => 'pass';
  });

  it('throws `contact_not_found` where the survivor does not exist', async () => {
    const merged = await insert(randomUUID());
    await interfere(merged, { mergedInto: randomUUID() });
    const get = getContact(merged.tenantId, merged.contactId);
    await expect(get).rejects.toMatchObject({ code: 'contact_not_found' });
  });
});
