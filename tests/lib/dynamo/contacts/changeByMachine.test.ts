import { randomUUID } from 'node:crypto';
import { assertOn, type TakenFields } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { changeByMachine } from '../../../../lib/dynamo/contacts/changeByMachine.ts';
import { interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../../support/table.ts';
import { identity, verifiedAt } from '../../contacts/storedContact.ts';
import { insert, stored } from './stored.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const a = 'a@one.example';
const phone = '+15550100';
const request = ({ tenantId, contactId }: StoredContact) => ({
  tenantId,
  contactId,
  requestId: randomUUID(),
  by: 'event:1',
  at: 5,
});

/** Asserts an email and a phone, and claims them as far as no other contact owns them. */
const enrich = (contact: StoredContact, taken: TakenFields) =>
  assertOn(
    contact,
    'conversation',
    { email: [a, 5, 'event:1'], phone: [phone, 5, 'event:1'] },
    { actor: 'event:1', at: 9 },
    { taken },
  );

describe('changeByMachine', () => {
  it('changes a contact', async () => {
    const contact = await insert(randomUUID());
    expect(await changeByMachine(request(contact), enrich)).toEqual({ contact: await stored(contact) });
    const items = await readItems(contact.tenantId);
    expect(Object.keys(items.claims).sort()).toEqual([`email#${a}`, `phone#${phone}`]);
    expect(items.duplicates).toEqual([]);
    expectClaimsToMatchIdentities(items);
  });

  it('suggests a duplicate for what another contact owns, and changes the rest', async () => {
    const contact = await insert(randomUUID());
    const owner = await insert(contact.tenantId, identity('email', a, verifiedAt(1)));
    await changeByMachine(request(contact), enrich);
    expect(await stored(contact)).toMatchObject({
      sources: { conversation: { email: [a, 5, 'event:1'], phone: [phone, 5, 'event:1'] } },
      identities: identity('phone', phone),
    });
    expect(await stored(owner)).toEqual(owner);
    const { tenantId, contactId } = contact;
    const reason = { 'reason:email': { key: `email#${a}`, at: 5, by: 'event:1', weight: 'strong' } };
    const items = await readItems(tenantId);
    expect(items.duplicates).toHaveLength(2);
    expect(items.duplicates).toEqual(
      expect.arrayContaining([
        { tenantId, contactId: `#duplicate#${contactId}#${owner.contactId}`, ...reason, weight: 'strong' },
        { tenantId, contactId: `#duplicate#${owner.contactId}#${contactId}`, ...reason, weight: 'strong' },
      ]),
    );
    expectClaimsToMatchIdentities(items);
  });

  it('suggests several duplicates, one for each owner', async () => {
    const contact = await insert(randomUUID());
    await insert(contact.tenantId, identity('email', a, verifiedAt(1)));
    await insert(contact.tenantId, identity('phone', phone, verifiedAt(1)));
    const known: string[][] = [];
    await changeByMachine(request(contact), (current, taken) => {
      known.push([...taken.keys()].sort());
      return enrich(current, taken);
    });
    expect(known).toEqual([[], [`email#${a}`], [`email#${a}`, `phone#${phone}`]]);
    expect((await readItems(contact.tenantId)).duplicates).toHaveLength(4);
    expect((await stored(contact)).identities).toEqual({});
  });

  it('tells the decision which contact owns an address', async () => {
    const contact = await insert(randomUUID());
    const owner = await insert(contact.tenantId, identity('email', a));
    const owners: (string | undefined)[] = [];
    await changeByMachine(request(contact), (current, taken) => {
      owners.push(taken.get(`email#${a}`));
      return enrich(current, taken);
    });
    expect(owners).toEqual([undefined, owner.contactId]);
  });

  it.each([
    ['weakly for an email', identity('email', a), ['weak', 'weak']],
    ['not for a phone, which many people may share', identity('phone', phone), []],
  ])('suggests a duplicate %s that is only reported for both', async (_, identities, weights) => {
    const contact = await insert(randomUUID());
    const owner = await insert(contact.tenantId, identities);
    await changeByMachine(request(contact), enrich);
    expect(await stored(owner)).toEqual(owner);
    expect((await readItems(contact.tenantId)).duplicates.map(({ weight }) => weight)).toEqual(weights);
  });

  it('returns what is stale, and `gone`', async () => {
    const contact = await insert(randomUUID());
    expect(await changeByMachine(request(contact), () => ({ stale: 'attempt' }))).toEqual({ stale: 'attempt' });
    expect(await changeByMachine(request({ ...contact, contactId: randomUUID() }), enrich)).toEqual({ gone: true });
  });

  it('suggests one pair where the reply to the suggestion is lost', async () => {
    const contact = await insert(randomUUID());
    await insert(contact.tenantId, { ...identity('email', a), ...identity('phone', phone) });
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    await changeByMachine(request(contact), enrich);
    expect(isLost()).toBe(true);
    expect((await readItems(contact.tenantId)).duplicates).toHaveLength(2);
  });
});
