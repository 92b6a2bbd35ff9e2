import type { Contribution } from '../../../../lib/contacts/contact.ts';
import type { ExportedContact } from '../../../../lib/dynamo/contacts/exportContacts.ts';
import { restoreContact } from '../../../../lib/dynamo/contacts/restoreContact.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { startService } from '../../../support/service.ts';
import { readItems, setAttributes } from '../../../support/table.ts';
import { storedContact } from '../../contacts/storedContact.ts';

const service = await startService();
let tenantId: string;
beforeEach(async () => {
  ({ tenantId } = await service.tenant());
});

const { contactId: id } = storedContact();
const mergedIds = ['01939b8e-6d20-7e4b-8c71-3f808a7f2d66', '01939b8e-6d20-7e4b-8c71-3f808a7f2d67'];
const addresses = (of: string) => Array.from({ length: 50 }, (_, i) => `chat#${of.slice(-2)}-${i}`);
const identitiesOf = (of: string) =>
  Object.fromEntries(addresses(of).map((key) => [key, { kind: 'chat', value: key.slice(5) } as const]));

/** A contact with two others in it, which have more addresses than one transaction writes. */
function exportedContact(): ExportedContact {
  const contribution = (of: string, place: number): Contribution => ({
    ...{ sources: { manual: {} }, identities: identitiesOf(of), resolutionStatus: 'unresolved', place, into: id },
    ...{ merged: [1, 'key:1'], before: { manual: {}, agent: {}, confirmed: [] } },
  });
  const contributions = Object.fromEntries(mergedIds.map((each, place) => [each, contribution(each, place)]));
  const { tenantId: _, ...contact } = storedContact({ identities: identitiesOf(id), contributions });
  return {
    contact,
    merged: mergedIds.map((contactId) => ({ ...contact, contributions: undefined, contactId, mergedInto: id })),
    claims: [id, ...mergedIds].flatMap((ownerId) =>
      addresses(ownerId).map((key) => ({ contactId: keys.identity(key), ownerId })),
    ),
    items: [{ contactId: keys.resolution(id), at: 1 }],
  };
}

describe('restoreContact', () => {
  it('restores a contact that one transaction cannot, also after an import that was killed on the way', async () => {
    const exported = exportedContact();
    const [last, owner] = [addresses(mergedIds[1] ?? '').at(-1) ?? '', mergedIds[1]];
    await setAttributes(tenantId, keys.identity(last), { ownerId: owner });
    expect(await restoreContact({ tenantId, exported })).toEqual({ outcome: 'created', notes: [] });
    const { contacts, claims } = await readItems(tenantId);
    expect([contacts.length, Object.keys(claims).length, claims[last]?.ownerId]).toEqual([3, 150, owner]);
    expect(await restoreContact({ tenantId, exported })).toEqual({ outcome: 'unchanged', notes: [] });
  });

  it('leaves an address to the contact that has got it meanwhile, also one of a merged contact', async () => {
    const exported = exportedContact();
    const [key = ''] = addresses(mergedIds[0] ?? '');
    await setAttributes(tenantId, keys.identity(key), { ownerId: 'another' });
    expect(await restoreContact({ tenantId, exported })).toMatchObject({ notes: ['chat belongs to another'] });
    const whole = (await readItems(tenantId)).contacts.find(({ contactId }) => contactId === id);
    expect(Object.keys(Object(whole).contributions[mergedIds[0] ?? ''].identities)).toHaveLength(49);
  });

  it('restores nothing where a merged contact is one of its own by now', async () => {
    const [contactId = ''] = mergedIds;
    await setAttributes(tenantId, contactId, { identities: {} });
    await expect(restoreContact({ tenantId, exported: exportedContact() })).rejects.toThrow(`contact ${contactId} is`);
    expect((await readItems(tenantId)).contacts).toHaveLength(1);
  });
});
