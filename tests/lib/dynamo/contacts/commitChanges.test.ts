import { randomUUID } from 'node:crypto';
import type { ContactChange } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { mergeContacts } from '../../../../lib/contacts/decisions/mergeContacts.ts';
import { commitChanges } from '../../../../lib/dynamo/contacts/commitChanges.ts';
import { setDue } from '../../../../lib/dynamo/resolution/resolution.ts';
import { beforeFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, readPartition } from '../../../support/table.ts';
import { identity, verifiedAt } from '../../contacts/storedContact.ts';
import { insert, interfere, stored } from './stored.ts';

const { proxy } = await startService();

const [a, b] = ['a@one.example', 'b@one.example'];
const author = { actor: 'key:2', at: Date.UTC(2027, 0, 1) };
const proven = { confirmed: [author.at, author.actor] } as const;

type Parts = Omit<ContactChange, 'actor' | 'at' | 'contact'>;
const change = (contact: StoredContact, parts: Parts): ContactChange => ({ ...author, contact, ...parts });
const gain = (contact: StoredContact, email: string) =>
  change(contact, { identities: identity('email', email, proven) });
const commit = (...changes: [ContactChange, ...ContactChange[]]) =>
  commitChanges(changes[0].contact.tenantId, changes, randomUUID());

/** Makes changes that must fail, and returns the result. */
async function refused(...changes: [ContactChange, ...ContactChange[]]) {
  const { tenantId } = changes[0].contact;
  const before = await readPartition(tenantId);
  const result = await commit(...changes);
  expect(await readPartition(tenantId)).toEqual(before);
  return result;
}

describe('commitChanges', () => {
  it('makes several changes in one transaction, with their claims, and returns the contacts as they are now', async () => {
    const first = await insert(randomUUID(), identity('email', a, proven));
    const second = await insert(first.tenantId);
    proxy.operations.length = 0;
    const result = await commit(change(first, { identities: { [`email#${a}`]: null } }), gain(second, a));
    expect(proxy.operations).toEqual(['TransactWriteItems']);
    const after = await Promise.all([first, second].map(stored));
    expect(result).toEqual({ after: new Map(after.map((contact) => [contact.contactId, contact])) });
    expect(after.map(({ identities }) => identities)).toEqual([{}, identity('email', a, proven)]);
    expectClaimsToMatchIdentities(await readItems(first.tenantId));
  });

  it('makes none of them where another request has written to one of the contacts, which it returns', async () => {
    const first = await insert(randomUUID());
    const second = await insert(first.tenantId);
    await interfere(second);
    const conflict = { contactId: second.contactId, found: await stored(second) };
    expect(await refused(gain(first, a), gain(second, b))).toEqual({ conflict });
    const alone = change(second, { resolution: { set: { attempts: 1 } } });
    expect(await refused(gain(first, a), alone)).toEqual({ conflict });
  });

  it('makes none of them where another contact has proven an address, and returns its claim', async () => {
    const first = await insert(randomUUID());
    const [second, owner] = [await insert(first.tenantId), await insert(first.tenantId, identity('email', a, proven))];
    const taken = { field: 'email', key: `email#${a}`, contactId: second.contactId, author };
    const claim = expect.objectContaining({ ownerId: owner.contactId, ...proven });
    expect(await refused(gain(first, b), gain(second, a))).toEqual({ taken: { ...taken, claim, isSame: false } });
  });

  it.each<[string, Parts]>([
    ['only reports an address', { identities: identity('email', a) }],
    ['links a record', { link: { resolutionStatus: 'crm_resolved', externalRef: 'record-1' } }],
  ])('takes nothing from another contact where the change %s', async (_, parts) => {
    const owner = await insert(randomUUID(), identity('email', a));
    const link = { resolutionStatus: 'crm_resolved', externalRef: 'record-1' } as const;
    await commit(change(owner, { link }));
    const contact = await insert(owner.tenantId);
    const claim = expect.objectContaining({ ownerId: owner.contactId });
    expect(await refused(change(contact, parts))).toMatchObject({ taken: { contactId: contact.contactId, claim } });
  });

  it('takes what is only reported for other contacts, and returns those too', async () => {
    const owner = await insert(randomUUID(), identity('email', a));
    const other = await insert(owner.tenantId, identity('email', b));
    const contact = await insert(owner.tenantId);
    const identities = { ...identity('email', a, proven), ...identity('email', b, proven) };
    const result = await commit(change(contact, { identities }));
    const after = await Promise.all([contact, owner, other].map(stored));
    expect(result).toEqual({ after: new Map(after.map((each) => [each.contactId, each])) });
    expect(after.map((each) => each.identities)).toEqual([identities, {}, {}]);
    const items = await readItems(owner.tenantId);
    expect(items.duplicates.map(({ weight }) => weight)).toEqual(['strong', 'strong', 'strong', 'strong']);
    expectClaimsToMatchIdentities(items);
  });

  it('leaves to their owners those reported addresses that do not fit into the transaction', async () => {
    const contact = await insert(randomUUID());
    const emails = Array.from({ length: 30 }, (_, i) => `x${i}@one.example`);
    for (const email of emails) await insert(contact.tenantId, identity('email', email));
    const gainAll = (gained: readonly string[]) =>
      change(contact, { identities: Object.assign({}, ...gained.map((email) => identity('email', email, proven))) });
    // Each address that is taken over is four more writes of 97.
    expect(await refused(gainAll(emails))).toMatchObject({
      taken: { key: 'email#x16@one.example', contactId: contact.contactId },
    });
    expect(await commit(gainAll(emails.slice(0, 16)))).toHaveProperty('after');
    expectClaimsToMatchIdentities(await readItems(contact.tenantId));
  });

  it('is a conflict where the contact for which an address is reported does not have it any more', async () => {
    const owner = await insert(randomUUID(), identity('email', a));
    await interfere(owner, { identities: {} });
    const contact = await insert(owner.tenantId);
    expect(await refused(gain(contact, a))).toEqual({ conflict: { contactId: owner.contactId, found: undefined } });
  });

  it('is a conflict where the contact for which an address is reported is merged into the changed one meanwhile', async () => {
    const contact = await insert(randomUUID());
    const owner = await insert(contact.tenantId, identity('email', a));
    beforeFirst(proxy, 'GetItem', async () => {
      expect(await commit(...mergeContacts(contact, owner, {}, author))).toHaveProperty('after');
    });
    expect(await commit(gain(contact, a))).toEqual({ conflict: { contactId: owner.contactId, found: undefined } });
  });

  it('is a conflict where one of two contacts for which addresses are reported gets that of the other meanwhile', async () => {
    const contact = await insert(randomUUID());
    const first = await insert(contact.tenantId, identity('email', a));
    const second = await insert(contact.tenantId, identity('email', b));
    const [given, got] = [{ [`email#${a}`]: null }, identity('email', a)];
    const move = () => commit(change(first, { identities: given }), change(second, { identities: got }));
    beforeFirst(proxy, 'GetItem', move, second.contactId);
    const both = { ...identity('email', a, proven), ...identity('email', b, proven) };
    expect(await commit(change(contact, { identities: both }))).toEqual({
      conflict: { contactId: second.contactId, found: undefined },
    });
  });

  it.each<[string, Parts, object]>([
    [
      'a claim remembers another name than was read',
      {
        claimUpdates: [
          {
            key: `email#${a}`,
            read: { ownerId: 'x', ...verifiedAt(1), named: ['Anna', 1, 'message:1'] },
            sighted: { named: ['Bo', 2, 'message:2'] },
          },
        ],
      },
      { stale: 'claim' },
    ],
    [
      'the contact is due at another time than was read',
      { resolution: { set: { attempts: 1 }, ifDueAsIn: {} } },
      { stale: 'attempt' },
    ],
  ])('is stale where %s', async (_, parts, expected) => {
    const contact = await insert(randomUUID(), identity('email', a, verifiedAt(1)));
    await setDue(contact.tenantId, contact.contactId, 1000);
    expect(await refused(change(contact, { sources: { crm: {} }, ...parts }))).toEqual(expected);
  });

  it('suggests a pair once where both changes suggest it', async () => {
    const first = await insert(randomUUID());
    const second = await insert(first.tenantId);
    const reason = { field: 'email', key: `email#${a}`, at: 1, by: 'event:1' };
    const suggesting = (one: StoredContact, other: StoredContact) =>
      change(one, { suggestions: [{ otherId: other.contactId, reason, weight: 'strong' }] });
    expect(await commit(suggesting(first, second), suggesting(second, first))).toHaveProperty('after');
    expect((await readItems(first.tenantId)).duplicates).toHaveLength(2);
  });

  it('throws where a claim of the contact itself is missing among its identities', async () => {
    const contact = await insert(randomUUID(), identity('email', a, proven));
    await interfere(contact, { identities: {} });
    await expect(commit(gain(await stored(contact), a))).rejects.toThrow(
      'The claim of email and the identities of its contact differ',
    );
  });
});
