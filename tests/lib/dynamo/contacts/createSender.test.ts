import { randomUUID } from 'node:crypto';
import { unspecified } from '../../../../lib/contacts/sources.ts';
import { createSender } from '../../../../lib/dynamo/contacts/createSender.ts';
import { beforeFirst, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../../support/table.ts';
import { identity } from '../../contacts/storedContact.ts';
import { insert, stored } from './stored.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const arrival = (tenantId: string, kind: 'email' | 'chat', value: string, at = 5, firstName?: string) => ({
  tenantId,
  requestId: randomUUID(),
  sighting: {
    key: `${kind}#${value}`,
    identity: { kind, value, channel: kind },
    with: [],
    name: firstName === undefined ? undefined : { firstName, lastName: null },
    at,
    by: `message:${at}`,
  },
});

describe('createSender', () => {
  it('creates a contact with the address, the name and a claim that remembers both, in one request', async () => {
    const tenantId = randomUUID();
    proxy.operations.length = 0;
    await createSender(arrival(tenantId, 'email', 'a@one.example', 5, 'Anna'));
    expect(proxy.operations).toEqual(['TransactWriteItems']);
    const items = await readItems(tenantId);
    expect(items.contacts).toMatchObject([
      {
        sources: {
          manual: {},
          sender: {
            firstName: ['Anna', 5, 'message:5'],
            lastName: unspecified,
          },
        },
        identities: {
          'email#a@one.example': {
            kind: 'email',
            value: 'a@one.example',
            channel: 'email',
            verified: [5, 'message:5'],
          },
        },
        changedBy: 'message:5',
        version: 1,
      },
    ]);
    expect(items.claims['email#a@one.example']).toMatchObject({
      verified: [5, 'message:5'],
      named: ['Anna', 5, 'message:5'],
    });
    expectClaimsToMatchIdentities(items);
  });

  it('stores no empty source but those of callers, and no name that the message does not give', async () => {
    const tenantId = randomUUID();
    await createSender(arrival(tenantId, 'chat', '42'));
    const { contacts, claims } = await readItems(tenantId);
    expect(contacts[0]?.sources).toEqual({ manual: {}, agent: {} });
    expect(claims['chat#42']).not.toHaveProperty('named');
  });

  it('records the sighting on the contact that another request has created meanwhile', async () => {
    const tenantId = randomUUID();
    const other = await insert(tenantId, identity('email', 'a@one.example', { confirmed: [1, 'key:1'] }));
    await createSender(arrival(tenantId, 'email', 'a@one.example'));
    expect(await stored(other)).toMatchObject({
      identities: { 'email#a@one.example': { verified: [5, 'message:5'] } },
    });
    expect((await readItems(tenantId)).contacts).toHaveLength(1);
  });

  it('creates one contact of several messages at once', async () => {
    const tenantId = randomUUID();
    await Promise.all(
      [3, 1, 2].map((at) => createSender(arrival(tenantId, 'email', 'a@one.example', at, `Name${at}`))),
    );
    const items = await readItems(tenantId);
    expect(items.contacts).toMatchObject([
      {
        sources: { sender: { firstName: ['Name3', 3, 'message:3'] } },
        identities: { 'email#a@one.example': { verified: [1, 'message:1'] } },
      },
    ]);
    expectClaimsToMatchIdentities(items);
  });

  it('creates one contact where the reply is lost, or where a first try is overtaken', async () => {
    const tenantId = randomUUID();
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    await createSender(arrival(tenantId, 'email', 'a@one.example'));
    expect(isLost()).toBe(true);
    beforeFirst(proxy, 'TransactWriteItems', () => createSender(arrival(tenantId, 'email', 'b@one.example', 4)));
    await createSender(arrival(tenantId, 'email', 'b@one.example'));
    const items = await readItems(tenantId);
    expect(items.contacts).toHaveLength(2);
    expect(items.contacts.map(({ version }) => version)).toEqual([1, 1]);
    expectClaimsToMatchIdentities(items);
  });

  it('creates a contact of its own for an address that is only reported for another, which loses it', async () => {
    const tenantId = randomUUID();
    const other = await insert(tenantId, identity('email', 'a@one.example'));
    await Promise.all([1, 2, 3].map((at) => createSender(arrival(tenantId, 'email', 'a@one.example', at))));
    const items = await readItems(tenantId);
    expect(items.contacts).toHaveLength(2);
    expect((await stored(other)).identities).toEqual({});
    expect(items.duplicates).toMatchObject([{ weight: 'strong' }, { weight: 'strong' }]);
    expectClaimsToMatchIdentities(items);
  });

  it('claims all identities of the sender, and lets the claim of the address remember them', async () => {
    const tenantId = randomUUID();
    const { sighting, ...rest } = arrival(tenantId, 'chat', '42');
    const other = { key: 'phone#+15550100', identity: { kind: 'phone', value: '+15550100', channel: 'chat' } };
    await createSender({ ...rest, sighting: { ...sighting, with: [other] } });
    const items = await readItems(tenantId);
    expect(items.contacts).toMatchObject([
      { identities: { 'chat#42': {}, [other.key]: { verified: [5, 'message:5'] } } },
    ]);
    expect(items.claims['chat#42']).toMatchObject({ with: new Set([other.key]), withAt: 5 });
    expectClaimsToMatchIdentities(items);
  });
});
