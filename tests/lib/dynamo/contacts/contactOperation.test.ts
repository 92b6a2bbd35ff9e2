import { randomUUID } from 'node:crypto';
import type { ContactChange } from '../../../../lib/contacts/change.ts';
import { applied, contactOperation } from '../../../../lib/dynamo/contacts/contactOperation.ts';
import { asContact, findContact } from '../../../../lib/dynamo/contacts/getContact.ts';
import { writeAll } from '../../../../lib/dynamo/table/writeAll.ts';
import { startService } from '../../../support/service.ts';
import { identity, storedContact } from '../../contacts/storedContact.ts';
import { interfere, stored } from './stored.ts';

await startService();

const email = ['a@one.example', 1, 'key:1'] as const;
const linked = { resolutionStatus: 'crm_resolved', externalRef: 'record-1', resolvedAt: 'then' } as const;

/** A contact that has something of everything, as the table holds it. */
async function existing() {
  const contact = storedContact({
    tenantId: randomUUID(),
    contactId: randomUUID(),
    sources: { manual: { email }, crm: { companyName: ['Acme', 1, 'crm:x'] } },
    identities: { ...identity('email', email[0], { confirmed: [1, 'key:1'] }), ...identity('phone', '+15550100') },
    refused: ['phone#+15550199'],
    ...linked,
  });
  await write({ actor: 'key:1', at: 1, contact, created: true });
  return contact;
}

const apply = (change: ContactChange) => applied([change], randomUUID());
async function write(change: ContactChange) {
  const failures = await writeAll([{ operation: contactOperation(apply(change)), onFailure: 'failed' }]);
  return failures.map(({ meaning, found }) => ({ meaning, found: found && asContact(found) }));
}

type Parts = Omit<ContactChange, 'actor' | 'at' | 'contact'>;
const author = { actor: 'key:2', at: Date.UTC(2027, 0, 1) };

describe('contactOperation', () => {
  it.each<[string, Parts]>([
    ['a source', { sources: { conversation: { companyName: ['Other', 2, 'event:1'] } } }],
    ['a source that callers see', { sources: { manual: { email, companyName: ['Other', 2, 'key:2'] } } }],
    ['a source that ends', { sources: { crm: null } }],
    ['identities', { identities: { ...identity('phone', '+15550101'), 'phone#+15550100': null } }],
    ['what a person removed', { refused: ['phone#+15550198', 'phone#+15550199'] }],
    ['that a person has removed nothing', { refused: [] }],
    ['another link', { link: { ...linked, externalRef: 'record-2' } }],
    ['no link', { link: { resolutionStatus: 'unresolved' } }],
    ['what only a claim remembers', { claimUpdates: [{ key: 'phone#+15550100', sighted: {} }] }],
  ])('stores %s as `applied` computes the contact', async (_, parts) => {
    const contact = await existing();
    const change = apply({ ...author, contact, ...parts });
    expect(change.after).not.toEqual(contact);
    expect(await writeAll([{ operation: contactOperation(change), onFailure: 'failed' }])).toEqual([]);
    expect(await stored(contact)).toEqual(change.after);
  });

  it.each<[string, Parts]>([
    ['changes', { sources: { crm: null } }],
    ['is left alone', { resolution: { set: { attempts: 1 } } }],
    ['is removed', { removed: true }],
  ])('fails with the contact as it is now where another request has written to one that %s', async (_, parts) => {
    const contact = await existing();
    await interfere(contact, { version: 9 });
    const current = await stored(contact);
    expect(current.version).toBe(9);
    expect(await write({ ...author, contact, ...parts })).toEqual([{ meaning: 'failed', found: current }]);
    expect(await stored(contact)).toEqual(current);
  });

  it('creates a contact that does not exist, and no other', async () => {
    const contact = await existing();
    expect(await stored(contact)).toEqual(contact);
    const another = { ...contact, sources: { manual: {} } };
    expect(await write({ ...author, contact: another, created: true })).toEqual([
      { meaning: 'failed', found: contact },
    ]);
    expect(await stored(contact)).toEqual(contact);
  });

  it('only checks a contact that the change leaves alone', () => {
    const change = apply({ ...author, contact: storedContact(), resolution: { set: { attempts: 1 } } });
    expect(Object.keys(contactOperation(change))).toEqual(['ConditionCheck']);
  });

  it('changes no contact that does not exist any more', async () => {
    const contact = await existing();
    expect(await write({ ...author, contact, removed: true })).toEqual([]);
    expect(await write({ ...author, contact, sources: { crm: null } })).toEqual([
      { meaning: 'failed', found: undefined },
    ]);
    expect(await findContact(contact.tenantId, contact.contactId)).toBeUndefined();
  });
});

describe('applied', () => {
  it.each<[string, Parts]>([
    ['new', { created: true }],
    ['removed', { removed: true }],
    ['left alone', { resolution: { set: { attempts: 1 } }, suggestions: [] }],
  ])('has the contact as it was read where it is %s', (_, parts) => {
    const contact = storedContact();
    expect(apply({ ...author, contact, ...parts }).after).toBe(contact);
  });
});
