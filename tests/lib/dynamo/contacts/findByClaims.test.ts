import { randomUUID } from 'node:crypto';
import { findByClaims, findClaim } from '../../../../lib/dynamo/contacts/findByClaims.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { startService } from '../../../support/service.ts';
import { setAttributes } from '../../../support/table.ts';
import { identity } from '../../contacts/storedContact.ts';
import { insert, interfere } from './stored.ts';

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

  it('finds no contact that has given up what its claim was read for', async () => {
    const created = await contact();
    await interfere(created, { identities: {}, externalRef: 'record-2' });
    expect(await findByClaims(created.tenantId, { identityKeys: [email] })).toBeUndefined();
    expect(await findByClaims(created.tenantId, { identityKeys: [], externalRef: 'record-1' })).toBeUndefined();
  });

  it('finds no contact that does not exist any more', async () => {
    const tenantId = randomUUID();
    await setAttributes(tenantId, keys.identity(email), { ownerId: randomUUID() });
    expect(await findByClaims(tenantId, { identityKeys: [email] })).toBeUndefined();
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
