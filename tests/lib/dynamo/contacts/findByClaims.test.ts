import { randomUUID } from 'node:crypto';
import { addIdentity } from '../../../../lib/dynamo/contacts/addIdentity.ts';
import { findByClaims, findClaim, findOwners } from '../../../../lib/dynamo/contacts/findByClaims.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { beforeFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { setAttributes } from '../../../support/table.ts';
import { identity } from '../../contacts/storedContact.ts';
import { insert, interfere, merge, unmerge } from './stored.ts';

const { proxy } = await startService();
const email = 'email#a@one.example';
const phone = 'phone#+15550100';

/** A contact with an email, a phone and a link. */
async function contact() {
  const created = await insert(randomUUID(), {
    ...identity('email', 'a@one.example'),
    ...identity('phone', '+15550100'),
  });
  await interfere(created, { externalRef: 'record-1' });
  await setAttributes(created.tenantId, keys.externalRef('record-1'), { ownerId: created.contactId });
  return created;
}

describe('findByClaims', () => {
  it.each([
    [{ identityKeys: [email] }],
    [{ identityKeys: [phone, email] }],
    [{ identityKeys: [], externalRef: 'record-1' }],
    [{ identityKeys: [email, phone], externalRef: 'record-1' }],
  ])('finds the contact that has all of %j, with two requests', async (unique) => {
    const { tenantId, contactId } = await contact();
    proxy.operations.length = 0;
    expect(await findByClaims(tenantId, unique)).toMatchObject({ contactId });
    expect(proxy.operations).toEqual(['GetItem', 'GetItem']);
    expect(await findByClaims(randomUUID(), unique)).toBeUndefined();
  });

  it.each([
    [{ identityKeys: [] }],
    [{ identityKeys: ['email#b@one.example'] }],
    [{ identityKeys: [email, 'email#b@one.example'] }],
    [{ identityKeys: [], externalRef: 'record-2' }],
    [{ identityKeys: [email], externalRef: 'record-2' }],
  ])('finds no contact for %j', async (unique) => {
    const { tenantId } = await contact();
    expect(await findByClaims(tenantId, unique)).toBeUndefined();
  });

  it('finds the owner of an address that moves after its claim is read', async () => {
    const from = await contact();
    const to = await insert(from.tenantId);
    const added = { key: email, identity: { kind: 'email', value: 'a@one.example' } };
    const author = { actor: 'key:2', at: Date.now() };
    const move = () => addIdentity({ ...to, requestId: randomUUID(), takeFrom: from.contactId, added, author });
    beforeFirst(proxy, 'GetItem', move, from.contactId);
    expect(await findByClaims(from.tenantId, { identityKeys: [email] })).toMatchObject({ contactId: to.contactId });
  });

  it('finds no contact that does not exist any more', async () => {
    const tenantId = randomUUID();
    await setAttributes(tenantId, keys.identity(email), { ownerId: randomUUID() });
    expect(await findByClaims(tenantId, { identityKeys: [email] })).toBeUndefined();
  });
});

describe('findOwners', () => {
  it('finds none for contacts that were one before they were read, and of which each is un-merged meanwhile', async () => {
    const survivor = await insert(randomUUID());
    const { tenantId } = survivor;
    const parts = [
      await insert(tenantId, identity('email', 'a@one.example')),
      await insert(tenantId, identity('phone', '+15550100')),
    ] as const;
    for (const part of parts) await merge(survivor, part);
    const [one, other] = parts;
    const claims = [
      { sortKey: keys.identity(email), ownerId: one.contactId },
      { sortKey: keys.identity(phone), ownerId: other.contactId },
    ];
    const owners = await findOwners(tenantId, claims);
    expect([...(owners ?? [])]).toEqual(
      parts.map(({ contactId }) => [contactId, expect.objectContaining({ contactId: survivor.contactId })]),
    );
    beforeFirst(proxy, 'GetItem', () => unmerge(survivor, other), other.contactId);
    expect(await findOwners(tenantId, claims)).toBeUndefined();
  });

  it('finds none where one of them has got what nobody owned when it was read', async () => {
    const identities = { ...identity('email', 'a@one.example'), ...identity('phone', '+15550100') };
    const { tenantId, contactId } = await insert(randomUUID(), identities);
    const owned = { sortKey: keys.identity(email), ownerId: contactId };
    expect(await findOwners(tenantId, [owned, { sortKey: keys.externalRef('record-1') }])).toHaveProperty('size', 1);
    expect(await findOwners(tenantId, [owned, { sortKey: keys.identity(phone) }])).toBeUndefined();
  });
});

describe('findClaim', () => {
  it('finds a claim by its sort key', async () => {
    const { tenantId, contactId } = await contact();
    expect(await findClaim(tenantId, keys.identity(email))).toMatchObject({ ownerId: contactId });
    expect(await findClaim(tenantId, keys.externalRef('record-1'))).toMatchObject({ ownerId: contactId });
    expect(await findClaim(tenantId, keys.identity('email#b@one.example'))).toBeUndefined();
    expect(await findClaim(randomUUID(), keys.identity(email))).toBeUndefined();
  });
});
