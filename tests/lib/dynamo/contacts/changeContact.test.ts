import { randomUUID } from 'node:crypto';
import { assertOn, type ContactChange } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { updateContact } from '../../../../lib/contacts/decisions/updateContact.ts';
import { changeContact, takenError } from '../../../../lib/dynamo/contacts/changeContact.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { beforeFirst, type Interception } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { readItems, setAttributes } from '../../../support/table.ts';
import { identity } from '../../contacts/storedContact.ts';
import { insert, interfere, merge, stored, unmerge } from './stored.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const author = { actor: 'key:2', at: Date.UTC(2027, 0, 1) };
const nameIt = (contact: StoredContact): ContactChange =>
  assertOn(contact, 'manual', { companyName: ['Acme', author.at, author.actor] }, author);
const request = ({ tenantId, contactId }: StoredContact, ifMatch?: number[]) => ({
  tenantId,
  contactId,
  requestId: randomUUID(),
  ifMatch,
});

describe('changeContact', () => {
  it('returns the changed contact', async () => {
    const contact = await insert(randomUUID());
    expect(await changeContact(request(contact), nameIt)).toEqual(await stored(contact));
    expect(await stored(contact)).toMatchObject({ version: 2 });
  });

  it('throws `contact_not_found` for a contact that does not exist, and for that of another tenant', async () => {
    const contact = await insert(randomUUID());
    for (const other of [{ contactId: randomUUID() }, { tenantId: randomUUID() }]) {
      const unknown = changeContact({ ...request(contact), ...other }, nameIt);
      await expect(unknown).rejects.toMatchObject({ code: 'contact_not_found' });
    }
  });

  it('decides where the contact has one of the versions that the caller means', async () => {
    const contact = await insert(randomUUID());
    expect(await changeContact(request(contact, [7, 1]), nameIt)).toMatchObject({ version: 2 });
  });

  it.each([[[2]], [[]]])('throws `version_mismatch` with the version where the caller means %j', async (ifMatch) => {
    const contact = await insert(randomUUID());
    await expect(changeContact(request(contact, ifMatch), nameIt)).rejects.toMatchObject({
      code: 'version_mismatch',
      facts: { version: 1 },
    });
    expect(await stored(contact)).toEqual(contact);
  });

  it('throws `identity_taken` where what keeps an address is un-merged after it has refused it', async () => {
    const email = 'a@one.example';
    const contact = await insert(randomUUID());
    const merged = await insert(contact.tenantId, identity('email', email, { confirmed: [1, 'key:1'] }));
    await merge(contact, merged);
    let reads = 0;
    proxy.intercept = async (operation, body): Promise<Interception> => {
      if (operation === 'GetItem' && body.includes(contact.contactId) && ++reads === 2) await unmerge(contact, merged);
      return 'pass';
    };
    const change = changeContact(request(contact), (current, taken) =>
      updateContact(current, { email }, author, taken),
    );
    await expect(change).rejects.toMatchObject({
      code: 'identity_taken',
      message: `email belongs to contact ${merged.contactId}`,
    });
  });

  it('throws `version_mismatch` also where the version changes meanwhile', async () => {
    const contact = await insert(randomUUID());
    beforeFirst(proxy, 'UpdateItem', () => interfere(contact, { version: 2 }));
    await expect(changeContact(request(contact, [1]), nameIt)).rejects.toMatchObject({ code: 'version_mismatch' });
  });

  it.each<[string, Partial<ContactChange>, string]>([
    ['identity_taken', { identities: identity('email', 'a@one.example') }, keys.identity('email#a@one.example')],
    [
      'external_ref_taken',
      {
        link: { resolutionStatus: 'manually_resolved', externalRef: 'record-1' },
      },
      keys.externalRef('record-1'),
    ],
  ])('throws `%s` where another contact owns what the change claims', async (code, change, key) => {
    const contact = await insert(randomUUID());
    await setAttributes(contact.tenantId, key, { ownerId: 'another-contact', confirmed: [1, 'key:1'] });
    const taken = changeContact(request(contact), (current) => ({ ...author, contact: current, ...change }));
    await expect(taken).rejects.toMatchObject({ code, message: expect.stringContaining('another-contact') });
    expect(await stored(contact)).toEqual(contact);
  });

  it('leaves an address to the contact for which it was reported first, and suggests a duplicate', async () => {
    const owner = await insert(randomUUID(), identity('email', 'a@one.example'));
    const contact = await insert(owner.tenantId);
    const after = await changeContact(request(contact), (current, taken) =>
      assertOn(current, 'agent', { email: ['a@one.example', 1, 'agent:1'] }, { actor: 'agent:1', at: 1 }, { taken }),
    );
    expect(after).toMatchObject({ identities: {}, sources: { agent: { email: ['a@one.example', 1, 'agent:1'] } } });
    expect(await stored(owner)).toEqual(owner);
    const reason = { 'reason:email': { key: 'email#a@one.example', at: 1, by: 'agent:1', weight: 'weak' } };
    expect((await readItems(owner.tenantId)).duplicates).toMatchObject([
      { ...reason, weight: 'weak' },
      { ...reason, weight: 'weak' },
    ]);
  });

  it('throws where a decision is stale, because that of a caller must not be', async () => {
    const contact = await insert(randomUUID());
    await expect(changeContact(request(contact), () => ({ stale: 'claim' }))).rejects.toThrow('stale');
  });
});

describe('takenError', () => {
  it.each([
    ['email', 'identity_taken'],
    ['phone', 'identity_taken'],
    ['externalRef', 'external_ref_taken'],
  ] as const)('names the owner, and points to %s', (field, code) => {
    const message = `${field} belongs to contact owner`;
    expect(takenError({ field, claim: { ownerId: 'owner' } })).toMatchObject({
      code,
      message,
      facts: { faults: [{ pointer: `/${field}`, message }] },
    });
  });
});
