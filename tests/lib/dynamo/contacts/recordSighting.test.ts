import { randomUUID } from 'node:crypto';
import { type Arrival, recordSighting } from '../../../../lib/dynamo/contacts/recordSighting.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { beforeFirst, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, setAttributes } from '../../../support/table.ts';
import { identity, verifiedAt } from '../../contacts/storedContact.ts';
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
    with: [],
    name: firstName === undefined ? undefined : { firstName, lastName: null },
    at,
    by: `message:${at}`,
  },
});

/** The requests that a sighting takes. */
async function requestsFor(sighted: Arrival): Promise<string[]> {
  proxy.operations.length = 0;
  expect(await recordSighting(sighted)).toBe('known');
  return [...proxy.operations];
}

/** A contact whose address a first message came from, at 5, with a name. */
async function sender() {
  const contact = await insert(randomUUID(), identity('email', value, { confirmed: [1, 'key:1'] }));
  await recordSighting(arrival(contact.tenantId, 5, 'Anna'));
  return stored(contact);
}

describe('recordSighting', () => {
  it('returns false where nobody owns the address, and writes nothing', async () => {
    const tenantId = randomUUID();
    for (const name of ['Anna', undefined]) expect(await recordSighting(arrival(tenantId, 1, name))).toBe('unknown');
    expect(await readItems(tenantId)).toEqual({ contacts: [], claims: {}, duplicates: [], links: {}, erased: {} });
  });

  it('records a first message in the contact and in the claim', async () => {
    const contact = await sender();
    expect(contact).toMatchObject({
      sources: { sender: { firstName: ['Anna', 5, 'message:5'] } },
      identities: { [key]: verifiedAt(5, 'message:5') },
    });
    expect((await readItems(contact.tenantId)).claims[key]).toEqual({
      ownerId: contact.contactId,
      confirmed: [1, 'key:1'],
      ...verifiedAt(5, 'message:5'),
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
    const contact = await insert(randomUUID(), identity('email', value, { confirmed: [1, 'key:1'] }));
    await recordSighting(arrival(contact.tenantId, 9));
    await setAttributes(contact.tenantId, keys.identity(key), { named: ['Anna', 3, 'message:3'] });
    await recordSighting(arrival(contact.tenantId, 5, 'Anna'));
    expect((await stored(contact)).identities).toMatchObject({ [key]: verifiedAt(5, 'message:5') });
    expect((await readItems(contact.tenantId)).claims[key]?.verified).toEqual([5, 'message:5']);
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
    expect(await Promise.all(all.map(recordSighting))).toEqual(all.map(() => 'known'));
    expect(await stored(contact)).toMatchObject({
      sources: { sender: { firstName: ['Name9', 9, 'message:9'] } },
      identities: { [key]: verifiedAt(1, 'message:1') },
    });
    expectClaimsToMatchIdentities(await readItems(contact.tenantId));
  });

  it('returns false where the address is only reported for a contact', async () => {
    const contact = await insert(randomUUID(), identity('email', value));
    for (const name of ['Anna', undefined])
      expect(await recordSighting(arrival(contact.tenantId, 1, name))).toBe('unknown');
    expect(await stored(contact)).toEqual(contact);
  });
});

describe('recordSighting of a message with several identities', () => {
  const other = { key: 'phone#+15550100', identity: { kind: 'phone', value: '+15550100', channel: 'email' } };
  const third = { key: 'whatsapp#BR.1', identity: { kind: 'whatsapp', value: 'BR.1', channel: 'email' } };
  const withOthers = (tenantId: string, at: number, name: string | undefined, ...others: (typeof other)[]) => {
    const { sighting, ...rest } = arrival(tenantId, at, name);
    return { ...rest, sighting: { ...sighting, with: others } };
  };

  it('takes one request where it says nothing new', async () => {
    const { tenantId } = await sender();
    expect(await recordSighting(withOthers(tenantId, 6, 'Anna', other, third))).toBe('known');
    for (const name of ['Anna', undefined]) {
      expect(await requestsFor(withOthers(tenantId, 9, name, third, other))).toHaveLength(1);
      expect(await requestsFor(withOthers(tenantId, 9, name))).toHaveLength(1);
    }
  });

  it('claims identities that are free or only reported for another contact', async () => {
    const contact = await sender();
    const reported = await insert(contact.tenantId, identity('phone', '+15550100'));
    expect(await recordSighting(withOthers(contact.tenantId, 6, 'Anna', other, third))).toBe('known');
    expect((await stored(contact)).identities).toMatchObject({
      [other.key]: verifiedAt(6, 'message:6'),
      [third.key]: verifiedAt(6, 'message:6'),
    });
    expect((await stored(reported)).identities).toEqual({});
    const items = await readItems(contact.tenantId);
    expect(items.duplicates).toHaveLength(2);
    expectClaimsToMatchIdentities(items);
  });

  it('belongs to the owner of another identity where nobody owns the address', async () => {
    const tenantId = randomUUID();
    const contact = await insert(tenantId, identity('phone', '+15550100', verifiedAt(1)));
    expect(await recordSighting(withOthers(tenantId, 6, 'Anna', third, other))).toBe('known');
    expect(Object.keys((await stored(contact)).identities).sort()).toEqual([key, other.key, third.key].sort());
    expectClaimsToMatchIdentities(await readItems(tenantId));
  });

  it('belongs to the owner of the address, and suggests a duplicate once where another owns an identity', async () => {
    const contact = await sender();
    const { tenantId } = contact;
    const rival = await insert(tenantId, identity('phone', '+15550100', verifiedAt(1)));
    expect(await recordSighting(withOthers(tenantId, 6, 'Anna', other))).toBe('known');
    expect(await stored(rival)).toEqual(rival);
    expect((await readItems(tenantId)).duplicates).toMatchObject([{ weight: 'strong' }, { weight: 'strong' }]);
    expect(await requestsFor(withOthers(tenantId, 9, 'Anna', other))).toEqual(['UpdateItem']);
  });

  it('verifies an identity from its first message on, also where that arrives last', async () => {
    const contact = await sender();
    for (const at of [9, 7, 8]) await recordSighting(withOthers(contact.tenantId, at, 'Anna', other));
    expect((await stored(contact)).identities).toMatchObject({ [other.key]: verifiedAt(7, 'message:7') });
  });
});
