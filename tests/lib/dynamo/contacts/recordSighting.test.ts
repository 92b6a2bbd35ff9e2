import { randomUUID } from 'node:crypto';
import { recordSighting } from '../../../../lib/dynamo/contacts/recordSighting.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { beforeFirst, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, setAttributes } from '../../../support/table.ts';
import { identity } from '../../contacts/storedContact.ts';
import { insert, stored } from './stored.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const value = 'a@one.example';
const key = `email#${value}`;
const arrival = (tenantId: string, at: number, firstName?: string) => ({
  tenantId,
  requestId: randomUUID(),
  sighting: {
    key,
    identity: { kind: 'email', value },
    name: firstName === undefined ? undefined : { firstName, lastName: null },
    at,
    by: `message:${at}`,
  },
});

/** The requests that a sighting takes. */
async function requestsFor(sighted: ReturnType<typeof arrival>): Promise<string[]> {
  proxy.operations.length = 0;
  expect(await recordSighting(sighted)).toBe(true);
  return [...proxy.operations];
}

/** A contact whose address a first message came from, at 5, with a name. */
async function sender() {
  const contact = await insert(randomUUID(), identity('email', value));
  await recordSighting(arrival(contact.tenantId, 5, 'Anna'));
  return stored(contact);
}

describe('recordSighting', () => {
  it('returns false where nobody owns the address, and writes nothing', async () => {
    const tenantId = randomUUID();
    for (const name of ['Anna', undefined]) expect(await recordSighting(arrival(tenantId, 1, name))).toBe(false);
    expect(await readItems(tenantId)).toEqual({ contacts: [], claims: {}, duplicates: [] });
  });

  it('records a first message in the contact and in the claim', async () => {
    const contact = await sender();
    expect(contact).toMatchObject({
      sources: { sender: { firstName: ['Anna', 5, 'message:5'], email: [value, 5, 'message:5'] } },
      identities: { [key]: { seenAt: 5 } },
    });
    expect((await readItems(contact.tenantId)).claims[key]).toEqual({
      ownerId: contact.contactId,
      seen: [value, 5, 'message:5'],
      named: ['Anna', 5, 'message:5'],
    });
  });

  it('takes one request for a message that says nothing new, and does not touch the contact', async () => {
    const contact = await sender();
    expect(await requestsFor(arrival(contact.tenantId, 8))).toEqual(['GetItem']);
    expect(await requestsFor(arrival(contact.tenantId, 5, 'Anna'))).toEqual(['UpdateItem']);
    expect(await requestsFor(arrival(contact.tenantId, 9, 'Anna'))).toEqual(['UpdateItem']);
    expect(await stored(contact)).toEqual(contact);
    const { named } = (await readItems(contact.tenantId)).claims[key] ?? {};
    expect(named).toEqual(['Anna', 9, 'message:9']);
  });

  it('lets a name that the claim confirmed later win over an older one', async () => {
    const contact = await sender();
    await recordSighting(arrival(contact.tenantId, 9, 'Anna'));
    await recordSighting(arrival(contact.tenantId, 7, 'Bo'));
    expect(await stored(contact)).toMatchObject({
      sources: { sender: { firstName: ['Anna', expect.any(Number), expect.any(String)] } },
    });
  });

  it('records a message that is the first from its address, also where the claim knows its name from another address', async () => {
    const contact = await insert(randomUUID(), identity('email', value));
    await recordSighting(arrival(contact.tenantId, 9));
    await setAttributes(contact.tenantId, keys.identity(key), { named: ['Anna', 3, 'message:3'] });
    await recordSighting(arrival(contact.tenantId, 5, 'Anna'));
    expect((await stored(contact)).identities).toMatchObject({ [key]: { seenAt: 5 } });
    expect((await readItems(contact.tenantId)).claims[key]?.seen).toEqual([value, 5, 'message:5']);
  });

  it('takes three requests for a new name', async () => {
    const contact = await sender();
    expect(await requestsFor(arrival(contact.tenantId, 8, 'Bo'))).toEqual([
      'UpdateItem',
      'GetItem',
      'TransactWriteItems',
    ]);
    expect(await stored(contact)).toMatchObject({ sources: { sender: { firstName: ['Bo', 8, 'message:8'] } } });
  });

  it('records a sighting once where the reply is lost', async () => {
    const contact = await sender();
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    await recordSighting(arrival(contact.tenantId, 8, 'Bo'));
    expect(isLost()).toBe(true);
    expect(await stored(contact)).toMatchObject({ version: contact.version + 1 });
  });

  it('starts again where the claim changes meanwhile', async () => {
    const contact = await sender();
    const { tenantId } = contact;
    beforeFirst(proxy, 'TransactWriteItems', () =>
      setAttributes(tenantId, keys.identity(key), { named: ['Anna', 9, 'x'] }),
    );
    await recordSighting(arrival(tenantId, 8, 'Bo'));
    const { claims } = await readItems(tenantId);
    expect(claims[key]?.named?.[0]).toBe('Anna');
    expect(await stored(contact)).toMatchObject({
      sources: { sender: { firstName: ['Anna', expect.any(Number), expect.any(String)] } },
    });
  });

  it('records sightings that arrive at once as if one came after the other', async () => {
    const contact = await sender();
    const all = [9, 3, 7, 1, 8].map((at) => arrival(contact.tenantId, at, `Name${at}`));
    expect(await Promise.all(all.map(recordSighting))).toEqual(all.map(() => true));
    expect(await stored(contact)).toMatchObject({
      sources: { sender: { firstName: ['Name9', 9, 'message:9'], email: [value, 1, 'message:1'] } },
      identities: { [key]: { seenAt: 1 } },
    });
    expectClaimsToMatchIdentities(await readItems(contact.tenantId));
  });
});
