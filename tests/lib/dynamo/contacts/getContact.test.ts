import { randomUUID } from 'node:crypto';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { eraseContact } from '../../../../lib/dynamo/contacts/eraseContact.ts';
import { findContact, findSurvivor, getContact, survivorOf } from '../../../../lib/dynamo/contacts/getContact.ts';
import { beforeFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { insert, merge, stored, unmerge } from './stored.ts';

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
    await merge(middle, merged);
    await merge(survivor, middle);
    const whole = await stored(survivor);
    expect(await getContact(merged.tenantId, merged.contactId)).toEqual(whole);
    expect(await survivorOf(await stored(merged))).toEqual(whole);
    expect(await survivorOf(whole)).toBe(whole);
    expect(await findContact(merged.tenantId, merged.contactId)).toMatchObject({ mergedInto: middle.contactId });
  });

  it.each([
    ['', () => undefined],
    [', and its survivor erased', eraseContact],
  ])('finds a contact that is un-merged%s after it is read', async (_, act) => {
    const [survivor, merged] = await pair();
    const apart = async () => {
      await unmerge(survivor, merged);
      await act(survivor);
    };
    beforeFirst(proxy, 'GetItem', apart, survivor.contactId);
    expect(await getContact(merged.tenantId, merged.contactId)).toMatchObject({ contactId: merged.contactId });
  });

  it('throws `contact_not_found` for a contact that is erased with its survivor after it is read', async () => {
    const [survivor, merged] = await pair();
    beforeFirst(proxy, 'GetItem', () => eraseContact(survivor), survivor.contactId);
    const get = getContact(merged.tenantId, merged.contactId);
    await expect(get).rejects.toMatchObject({ code: 'contact_not_found' });
  });
});

/** A contact, and one that was merged into it. */
async function pair(): Promise<[survivor: StoredContact, merged: StoredContact]> {
  const survivor = await insert(randomUUID());
  const merged = await insert(survivor.tenantId);
  await merge(survivor, merged);
  return [survivor, merged];
}
