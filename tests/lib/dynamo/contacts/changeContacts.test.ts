import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { assertOn, type ContactChange, type Decision } from '../../../../lib/contacts/change.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { withWrite } from '../../../../lib/contacts/writeIds.ts';
import { changeContacts } from '../../../../lib/dynamo/contacts/changeContacts.ts';
import { eraseContact } from '../../../../lib/dynamo/contacts/eraseContact.ts';
import { findContact } from '../../../../lib/dynamo/contacts/getContact.ts';
import { findResolution, setDue } from '../../../../lib/dynamo/resolution/resolution.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { beforeFirst, type Interception, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, setAttributes } from '../../../support/table.ts';
import { identity, verifiedAt } from '../../contacts/storedContact.ts';
import { insert, interfere, merge, stored, unmerge } from './stored.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const a = 'a@one.example';
const b = 'b@one.example';
const claimOf = (email: string) => ({ field: 'email', key: `email#${email}` }) as const;
const author = { actor: 'key:2', at: Date.UTC(2027, 0, 1) };

const nameIt = (contact: StoredContact): ContactChange =>
  assertOn(contact, 'manual', { companyName: ['Acme', author.at, author.actor] }, author);
const addEmail = (email: string) => (contact: StoredContact) =>
  assertOn(contact, 'manual', { email: [email, author.at, author.actor] }, author);

const target = ({ tenantId, contactId }: StoredContact, ...others: StoredContact[]) => ({
  tenantId,
  contactIds: [contactId, ...others.map((other) => other.contactId)] as const,
  requestId: randomUUID(),
});

/** Runs `act`, and returns its result with the requests that it took. */
async function counted<Result>(act: () => Promise<Result>): Promise<[Result, string[]]> {
  proxy.operations.length = 0;
  const result = await act();
  return [result, [...proxy.operations]];
}

/** Counts how often a decision is made. */
function counting<Contacts extends unknown[]>(decide: (...contacts: Contacts) => Decision) {
  const counter = {
    decisions: 0,
    decide(...contacts: Contacts) {
      counter.decisions++;
      return decide(...contacts);
    },
  };
  return counter;
}

describe('changeContacts, with one contact', () => {
  it('reads and writes once where no claim changes', async () => {
    const contact = await insert(randomUUID());
    const request = target(contact);
    const [result, operations] = await counted(() => changeContacts(request, nameIt));
    expect(operations).toEqual(['GetItem', 'UpdateItem']);
    expect(result).toEqual({ contacts: [await stored(contact)] });
    expect(await stored(contact)).toEqual({
      ...contact,
      sources: { agent: {}, manual: { companyName: ['Acme', author.at, 'key:2'] } },
      version: 2,
      writeIds: withWrite(request.requestId, contact.writeIds),
      changedBy: 'key:2',
      updatedAt: '2027-01-01T00:00:00.000Z',
    });
  });

  it('reads once, and writes one transaction where claims change', async () => {
    const contact = await insert(randomUUID(), identity('email', a));
    await setAttributes(contact.tenantId, contact.contactId, { sources: { manual: { email: [a, 1, 'x'] } } });
    const [result, operations] = await counted(() => changeContacts(target(contact), addEmail(b)));
    expect(operations).toEqual(['GetItem', 'TransactWriteItems']);
    expect(result).toEqual({ contacts: [await stored(contact)] });
    const items = await readItems(contact.tenantId);
    expect(Object.keys(items.claims)).toEqual([`email#${b}`]);
    expectClaimsToMatchIdentities(items);
  });

  it('replaces the link as a whole', async () => {
    const contact = await insert(randomUUID());
    const link = (attributes: Partial<ContactChange>) => (current: StoredContact) => ({
      ...author,
      contact: current,
      ...attributes,
    });
    const linked = { resolutionStatus: 'manually_resolved', externalRef: '1', resolvedAt: 'then' } as const;
    await changeContacts(target(contact), link({ link: linked }));
    expect(await stored(contact)).toMatchObject(linked);
    await changeContacts(target(contact), link({ link: { resolutionStatus: 'unresolved' } }));
    expect(await stored(contact)).not.toHaveProperty('externalRef');
    expect(await stored(contact)).not.toHaveProperty('resolvedAt');
  });

  it('does not read a contact that was read already', async () => {
    const contact = await insert(randomUUID());
    const [, operations] = await counted(() => changeContacts({ ...target(contact), read: contact }, nameIt));
    expect(operations).toEqual(['UpdateItem']);
  });

  it('writes nothing where the decision is `unchanged`, and returns the contact', async () => {
    const contact = await insert(randomUUID());
    const [result, operations] = await counted(() => changeContacts(target(contact), () => 'unchanged'));
    expect(operations).toEqual(['GetItem']);
    expect(result).toEqual({ contacts: [contact] });
  });

  it('writes nothing where the decision is stale, and returns what is', async () => {
    const contact = await insert(randomUUID());
    const [result, operations] = await counted(() => changeContacts(target(contact), () => ({ stale: 'contact' })));
    expect(operations).toEqual(['GetItem']);
    expect(result).toEqual({ stale: 'contact' });
  });

  it('throws what the decision throws, and writes nothing', async () => {
    const contact = await insert(randomUUID());
    const failing = () => {
      throw new Error('no');
    };
    await expect(changeContacts(target(contact), failing)).rejects.toThrow('no');
    expect(await stored(contact)).toEqual(contact);
  });

  it.each([
    ['an update', nameIt, 'UpdateItem'],
    ['a transaction', addEmail(a), 'TransactWriteItems'],
  ])('decides again after a conflict of %s, on what the failed condition returned', async (_, change, write) => {
    const contact = await insert(randomUUID());
    beforeFirst(proxy, write, () => interfere(contact, { version: 9 }));
    const counter = counting(change);
    const [result, operations] = await counted(() => changeContacts(target(contact), counter.decide));
    expect(counter.decisions).toBe(2);
    expect(operations.filter((operation) => operation === 'GetItem')).toHaveLength(1);
    expect(result).toMatchObject({ contacts: [{ version: 10 }] });
    expect(result).toEqual({ contacts: [await stored(contact)] });
    expectClaimsToMatchIdentities(await readItems(contact.tenantId));
  });

  it.each([
    ['an update', nameIt, 'UpdateItem'],
    ['a transaction', addEmail(a), 'TransactWriteItems'],
  ])('recognises its own write where the reply to %s is lost', async (_, change, write) => {
    const contact = await insert(randomUUID());
    const isLost = interceptFirst(proxy, write, 'lose the reply');
    const counter = counting(change);
    const result = await changeContacts(target(contact), counter.decide);
    expect(isLost()).toBe(true);
    expect(counter.decisions).toBe(1);
    expect(result).toEqual({ contacts: [await stored(contact)] });
    expect(await stored(contact)).toMatchObject({ version: 2 });
  });

  it('does not decide for a request that has written before', async () => {
    const contact = await insert(randomUUID());
    const request = target(contact);
    const result = await changeContacts(request, nameIt);
    const counter = counting(nameIt);
    expect(await changeContacts(request, counter.decide)).toEqual(result);
    expect(counter.decisions).toBe(0);
  });

  it('returns what another contact owns, with its claim, and changes nothing', async () => {
    const contact = await insert(randomUUID());
    const owner = await insert(contact.tenantId, identity('email', a));
    await setAttributes(contact.tenantId, keys.identity(`email#${a}`), verifiedAt(1));
    expect(await changeContacts(target(contact), addEmail(a))).toEqual({
      taken: {
        ...claimOf(a),
        contactId: contact.contactId,
        claim: expect.objectContaining({ ownerId: owner.contactId, ...verifiedAt(1) }),
        author,
        isSame: false,
      },
    });
    expect(await stored(contact)).toEqual(contact);
  });

  it('decides again where both the contact has changed and its claim is taken', async () => {
    const contact = await insert(randomUUID());
    await insert(contact.tenantId, identity('email', a, verifiedAt(1)));
    beforeFirst(proxy, 'TransactWriteItems', () => interfere(contact));
    const counter = counting(addEmail(a));
    expect(await changeContacts(target(contact), counter.decide)).toHaveProperty('taken');
    expect(counter.decisions).toBe(2);
  });

  it.each<[string, (contact: StoredContact) => ContactChange]>([
    ['owns a claim for an identity that it does not have', addEmail(a)],
    [
      'does not own the claim of an identity that it has',
      (contact) => ({ ...author, contact, identities: { [`email#${b}`]: null }, sources: { crm: null } }),
    ],
  ])('throws where a contact %s', async (_, change) => {
    const contact = await insert(randomUUID());
    await setAttributes(contact.tenantId, keys.identity(`email#${a}`), { ownerId: contact.contactId });
    await expect(changeContacts(target(contact), change)).rejects.toThrow('and the identities of its contact differ');
    expect(await stored(contact)).toEqual(contact);
  });

  it('changes what a claim remembers, and is stale where the claim has changed since it was read', async () => {
    const contact = await insert(randomUUID(), identity('email', a));
    const read = { ownerId: contact.contactId };
    const remember = (current: StoredContact): ContactChange => ({
      ...author,
      contact: current,
      claimUpdates: [{ key: `email#${a}`, read, sighted: { named: ['Anna', 1, 'x'] } }],
    });
    expect(await changeContacts(target(contact), remember)).toHaveProperty('contacts');
    expect((await readItems(contact.tenantId)).claims).toEqual({
      [`email#${a}`]: { ...read, named: ['Anna', 1, 'x'] },
    });
    const before = await stored(contact);
    expect(await changeContacts(target(contact), remember)).toEqual({ stale: 'claim' });
    expect(await stored(contact)).toEqual(before);
  });

  it('stores a resolution without a write to the contact, and is stale where the contact is due at another time', async () => {
    const contact = await insert(randomUUID());
    const { tenantId, contactId } = contact;
    const count = (current: StoredContact): ContactChange => ({
      ...author,
      contact: current,
      resolution: { set: { attempts: 1 }, ifDueAsIn: {} },
    });
    const [result, operations] = await counted(() => changeContacts(target(contact), count));
    expect(operations).toEqual(['GetItem', 'TransactWriteItems']);
    expect(result).toEqual({ contacts: [contact] });
    expect(await stored(contact)).toEqual(contact);
    expect(await findResolution(tenantId, contactId)).toMatchObject({ attempts: 1 });
    await setDue(tenantId, contactId, author.at);
    expect(await changeContacts(target(contact), count)).toEqual({ stale: 'attempt' });
  });

  it('decides again where another request writes before a resolution is stored', async () => {
    const contact = await insert(randomUUID());
    beforeFirst(proxy, 'TransactWriteItems', () => interfere(contact));
    const counter = counting((current: StoredContact) => ({
      ...author,
      contact: current,
      resolution: { set: { attempts: 1 } },
    }));
    expect(await changeContacts(target(contact), counter.decide)).toHaveProperty('contacts');
    expect(counter.decisions).toBe(2);
  });

  const remove = (contact: StoredContact): ContactChange => ({
    ...author,
    contact,
    removed: true,
  });

  it('removes a contact with its claims in one transaction, and one without claims in one request', async () => {
    const contact = await insert(randomUUID(), identity('email', a));
    const [result, operations] = await counted(() => changeContacts(target(contact), remove));
    expect([result, operations]).toEqual([{ contacts: [contact] }, ['GetItem', 'TransactWriteItems']]);
    const { contacts, claims } = await readItems(contact.tenantId);
    expect([contacts, claims]).toEqual([[], {}]);
    const single = await insert(randomUUID());
    const [, requests] = await counted(() => changeContacts(target(single), remove));
    expect([requests, await findContact(single.tenantId, single.contactId)]).toEqual([
      ['GetItem', 'DeleteItem'],
      undefined,
    ]);
  });

  it.each([
    ['with claims', [identity('email', a)]],
    ['without claims', []],
  ])('removes a contact %s once where the reply is lost', async (_, identities) => {
    const contact = await insert(randomUUID(), ...identities);
    interceptFirst(proxy, identities.length > 0 ? 'TransactWriteItems' : 'DeleteItem', 'lose the reply');
    expect(await changeContacts(target(contact), remove)).toEqual({ contacts: [contact] });
    expect(await findContact(contact.tenantId, contact.contactId)).toBeUndefined();
  });

  it('decides again where another request writes before the removal', async () => {
    const contact = await insert(randomUUID());
    beforeFirst(proxy, 'DeleteItem', () => interfere(contact));
    const decision = counting(remove);
    await changeContacts(target(contact), decision.decide);
    expect([decision.decisions, await findContact(contact.tenantId, contact.contactId)]).toEqual([2, undefined]);
  });

  it('returns `gone` for a contact that does not exist, or is removed meanwhile', async () => {
    const contact = await insert(randomUUID());
    const { tenantId, contactId } = contact;
    expect(await changeContacts(target({ ...contact, contactId: randomUUID() }), nameIt)).toEqual({ gone: true });
    const remove = new DeleteCommand({ TableName: process.env.TABLE_NAME, Key: { tenantId, contactId } });
    beforeFirst(proxy, 'UpdateItem', () => send((db) => db.send(remove)));
    expect(await changeContacts(target(contact), nameIt)).toEqual({ gone: true });
    expect(await findContact(tenantId, contactId)).toBeUndefined();
  });

  it('throws `unavailable` where other requests always write first', async () => {
    const contact = await insert(randomUUID());
    proxy.intercept = async (_, body): Promise<Interception> => {
      if (body.includes('Acme')) await interfere(contact);
      return 'pass';
    };
    await expect(changeContacts(target(contact), nameIt)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('changeContacts, with a contact that was merged', () => {
  it('changes its survivor', async () => {
    const survivor = await insert(randomUUID());
    const [middle, merged] = [await insert(survivor.tenantId), await insert(survivor.tenantId)];
    await merge(middle, merged);
    await merge(survivor, middle);
    const before = await stored(merged);
    expect(await changeContacts(target(merged), nameIt)).toMatchObject({
      contacts: [{ contactId: survivor.contactId }],
    });
    expect(await changeContacts({ ...target(merged), read: before }, nameIt)).toEqual({
      contacts: [await stored(survivor)],
    });
    expect(await stored(survivor)).toMatchObject({
      sources: { manual: { companyName: ['Acme', author.at, 'key:2'] } },
    });
    expect(await stored(merged)).toEqual(before);
  });

  it('changes its survivor also where it is merged meanwhile', async () => {
    const survivor = await insert(randomUUID());
    const merged = await insert(survivor.tenantId);
    beforeFirst(proxy, 'UpdateItem', () => merge(survivor, merged));
    expect(await changeContacts(target(merged), nameIt)).toEqual({ contacts: [await stored(survivor)] });
    expect(await stored(survivor)).toMatchObject({ version: 3 });
    expect(await stored(merged)).toMatchObject({ version: 2 });
  });

  it('decides on the same part again where another request writes to the survivor', async () => {
    const survivor = await insert(randomUUID());
    const merged = await insert(survivor.tenantId, identity('email', a));
    await merge(survivor, merged);
    beforeFirst(proxy, 'UpdateItem', () => interfere(survivor));
    const decided: string[] = [];
    await changeContacts({ ...target(merged), inParts: true }, (part) => {
      decided.push(part.contactId);
      return nameIt(part);
    });
    expect(decided).toEqual([merged.contactId, merged.contactId]);
    expect((await stored(survivor)).sources.manual).toEqual({});
  });

  it('changes the contact itself where it is un-merged before its survivor is written to', async () => {
    const survivor = await insert(randomUUID());
    const merged = await insert(survivor.tenantId);
    await merge(survivor, merged);
    beforeFirst(proxy, 'UpdateItem', () => unmerge(survivor, merged));
    expect(await changeContacts(target(merged), nameIt)).toEqual({ contacts: [await stored(merged)] });
    expect((await stored(survivor)).sources.manual).toEqual({});
  });

  it.each([
    ['', () => undefined],
    [', and its survivor erased', eraseContact],
  ])('changes the contact itself where it is un-merged%s after it is read', async (_, act) => {
    const survivor = await insert(randomUUID());
    const merged = await insert(survivor.tenantId);
    await merge(survivor, merged);
    const apart = async () => {
      await unmerge(survivor, merged);
      await act(survivor);
    };
    beforeFirst(proxy, 'GetItem', apart, survivor.contactId);
    expect(await changeContacts(target(merged), nameIt)).toEqual({ contacts: [await stored(merged)] });
    expect((await stored(merged)).sources.manual).toHaveProperty('companyName');
  });
});

describe('changeContacts, with several contacts', () => {
  const key = `email#${a}`;

  /** Moves an address, if the first contact still has it. */
  const move = (from: StoredContact, to: StoredContact): Decision => {
    const moved = from.identities[key];
    if (moved === undefined) return 'unchanged';
    return [
      { ...author, contact: from, identities: { [key]: null } },
      { ...author, contact: to, identities: { [key]: moved } },
    ];
  };

  async function pair(): Promise<[StoredContact, StoredContact]> {
    const from = await insert(randomUUID(), { ...identity('email', a, verifiedAt(5)), ...identity('email', b) });
    return [from, await insert(from.tenantId)];
  }

  it('moves an address from one to the other in one transaction', async () => {
    const [from, to] = await pair();
    const [result, operations] = await counted(() => changeContacts(target(from, to), move));
    expect(operations).toEqual(['GetItem', 'GetItem', 'TransactWriteItems']);
    expect(result).toEqual({ contacts: [await stored(from), await stored(to)] });
    expect((await stored(from)).identities).toEqual(identity('email', b));
    expect((await stored(to)).identities).toEqual(identity('email', a, verifiedAt(5)));
    const items = await readItems(from.tenantId);
    expect(items.claims[key]).toMatchObject({ ownerId: to.contactId });
    expectClaimsToMatchIdentities(items);
  });

  it.each([
    ['from which', 0],
    ['to which', 1],
  ])('moves nothing where the decision no longer applies once the contact %s it moves has changed', async (_, which) => {
    const contacts = await pair();
    const [from, to] = contacts;
    beforeFirst(proxy, 'TransactWriteItems', () => interfere(contacts[which] ?? from, { version: 9 }));
    const counter = counting((first: StoredContact, second: StoredContact) =>
      [first, second].some(({ version }) => version === 9) ? ({ stale: 'contact' } as const) : move(first, second),
    );
    const [result, operations] = await counted(() => changeContacts(target(from, to), counter.decide));
    expect(result).toEqual({ stale: 'contact' });
    expect(counter.decisions).toBe(2);
    expect(operations.filter((operation) => operation === 'GetItem')).toHaveLength(4);
    expect((await stored(from)).identities).toEqual(from.identities);
    expect((await stored(to)).identities).toEqual({});
    expectClaimsToMatchIdentities(await readItems(from.tenantId));
  });

  it('returns the claim of an address that neither of them owns any more, and moves nothing', async () => {
    const [from, to] = await pair();
    await setAttributes(from.tenantId, keys.identity(key), { ownerId: 'a third contact' });
    expect(await changeContacts(target(from, to), move)).toEqual({
      taken: {
        ...claimOf(a),
        contactId: to.contactId,
        claim: expect.objectContaining({ ownerId: 'a third contact' }),
        author,
        isSame: false,
      },
    });
    expect(await stored(from)).toEqual(from);
    expect(await stored(to)).toEqual(to);
  });

  it('lets one of several requests at once move an address', async () => {
    const [from, to] = await pair();
    const others = await Promise.all(Array.from({ length: 4 }, () => insert(from.tenantId)));
    await Promise.all([to, ...others].map((each) => changeContacts(target(from, each), move)));
    const items = await readItems(from.tenantId);
    expectClaimsToMatchIdentities(items);
    const owners = items.contacts.filter(({ identities }) => Object.hasOwn(identities, key));
    expect(owners).toHaveLength(1);
    expect(owners[0]?.contactId).not.toBe(from.contactId);
  });

  it('lets an address move there and back at once, and leaves it with one of the two', async () => {
    const [from, to] = await pair();
    await Promise.all([
      ...Array.from({ length: 3 }, () => changeContacts(target(from, to), move)),
      ...Array.from({ length: 3 }, () => changeContacts(target(to, from), move)),
    ]);
    expectClaimsToMatchIdentities(await readItems(from.tenantId));
  });

  it('reads again where an address moves after the one contact is read, and before the other is', async () => {
    const [from, to] = await pair();
    beforeFirst(proxy, 'GetItem', () => changeContacts(target(from, to), move), to.contactId);
    const counter = counting(move);
    expect(await changeContacts(target(from, to), counter.decide)).toEqual({
      contacts: [await stored(from), await stored(to)],
    });
    expect(counter.decisions).toBe(1);
    expect((await stored(to)).identities).toEqual(identity('email', a, verifiedAt(5)));
  });

  it('moves an address once where the reply is lost', async () => {
    const [from, to] = await pair();
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    const counter = counting(move);
    expect(await changeContacts(target(from, to), counter.decide)).toEqual({
      contacts: [await stored(from), await stored(to)],
    });
    expect(isLost()).toBe(true);
    expect(counter.decisions).toBe(1);
  });

  it('changes nothing more for a request that has written before', async () => {
    const [from, to] = await pair();
    const request = target(from, to);
    await changeContacts(request, move);
    const counter = counting(() => 'unchanged' as const);
    await changeContacts(request, counter.decide);
    expect(counter.decisions).toBe(0);
  });

  it('may change only one of them, and returns both', async () => {
    const [from, to] = await pair();
    const [result, operations] = await counted(() => changeContacts(target(from, to), nameIt));
    expect(operations).toEqual(['GetItem', 'GetItem', 'UpdateItem']);
    expect(result).toEqual({ contacts: [await stored(from), to] });
    expect(await stored(from)).toMatchObject({ version: 2 });
  });

  it('removes neither of two where one is removed meanwhile, and returns `gone`', async () => {
    const tenantId = randomUUID();
    const [one, two] = [await insert(tenantId), await insert(tenantId)];
    const Key = { tenantId, contactId: one.contactId };
    beforeFirst(proxy, 'TransactWriteItems', () =>
      send((db) => db.send(new DeleteCommand({ TableName: process.env.TABLE_NAME, Key }))),
    );
    const removeAll = (...contacts: readonly StoredContact[]) =>
      contacts.map((contact) => ({ ...author, contact, removed: true }) as const);
    expect(await changeContacts(target(one, two), removeAll)).toEqual({ gone: true });
    expect(await stored(two)).toEqual(two);
  });

  it('returns `gone` where one of them does not exist', async () => {
    const [from] = await pair();
    const absent = { ...from, contactId: randomUUID() };
    expect(await changeContacts(target(from, absent), move)).toEqual({ gone: true });
    expect(await changeContacts(target(absent, from), move)).toEqual({ gone: true });
    expect(await stored(from)).toEqual(from);
  });
});

describe('changeContacts that proves an address which is only reported for another contact', () => {
  async function reportedFor(identities = identity('email', a)): Promise<[StoredContact, StoredContact]> {
    const owner = await insert(randomUUID(), identities);
    await setAttributes(owner.tenantId, owner.contactId, {
      sources: { manual: {}, agent: {}, conversation: { email: [a, 1, 'event:1'] } },
    });
    return [await stored(owner), await insert(owner.tenantId)];
  }

  it('takes it in the same transaction, and suggests that the two are one person', async () => {
    const [owner, contact] = await reportedFor();
    const [result, operations] = await counted(() => changeContacts(target(contact), addEmail(a)));
    expect(operations).toEqual(['GetItem', 'TransactWriteItems', 'GetItem', 'TransactWriteItems']);
    expect(result).toEqual({ contacts: [await stored(contact)] });
    expect(await stored(owner)).toMatchObject({
      identities: {},
      sources: owner.sources,
      version: owner.version + 1,
      changedBy: 'key:2',
    });
    const items = await readItems(owner.tenantId);
    expectClaimsToMatchIdentities(items);
    const { field, key } = claimOf(a);
    const reason = { key, at: author.at, by: 'key:2', weight: 'strong' };
    const suggestion = { [`reason:${field}`]: reason, weight: 'strong' };
    const [first, second] = [owner.contactId, contact.contactId].sort();
    expect(items.duplicates).toEqual([
      { tenantId: owner.tenantId, contactId: `#duplicate#${first}#${second}`, ...suggestion },
      { tenantId: owner.tenantId, contactId: `#duplicate#${second}#${first}`, ...suggestion },
    ]);
  });

  it('takes several addresses of one contact, or of several', async () => {
    const phone = '+15550100';
    const [owner, contact] = await reportedFor({ ...identity('email', a), ...identity('email', b) });
    await insert(owner.tenantId, identity('phone', phone));
    const all = { ...identity('email', a, verifiedAt(1)), ...identity('email', b, verifiedAt(1)) };
    await changeContacts(target(contact), (current) => ({
      ...author,
      contact: current,
      identities: { ...all, ...identity('phone', phone, verifiedAt(1)) },
    }));
    const items = await readItems(owner.tenantId);
    expectClaimsToMatchIdentities(items);
    expect(Object.keys((await stored(contact)).identities)).toHaveLength(3);
    expect(items.duplicates).toHaveLength(4);
  });

  it('leaves it to the other where a message from it arrives meanwhile', async () => {
    const [owner, contact] = await reportedFor();
    let transactions = 0;
    proxy.intercept = async (operation): Promise<Interception> => {
      if (operation === 'TransactWriteItems' && ++transactions === 2) {
        await interfere(owner, { identities: identity('email', a, verifiedAt(1)) });
        await setAttributes(owner.tenantId, keys.identity(`email#${a}`), verifiedAt(1));
      }
      return 'pass';
    };
    expect(await changeContacts(target(contact), addEmail(a))).toMatchObject({ taken: { key: `email#${a}` } });
    expect(await stored(contact)).toEqual(contact);
  });

  it('takes it once where the reply is lost', async () => {
    const [owner, contact] = await reportedFor();
    let transactions = 0;
    proxy.intercept = (operation) =>
      operation === 'TransactWriteItems' && ++transactions === 2 ? 'lose the reply' : 'pass';
    const result = await changeContacts(target(contact), addEmail(a));
    expect(transactions).toBeGreaterThan(2);
    expect(result).toEqual({ contacts: [await stored(contact)] });
    expect((await stored(owner)).version).toBe(owner.version + 1);
    expectClaimsToMatchIdentities(await readItems(owner.tenantId));
  });

  it('lets one of several contacts take it at once', async () => {
    const [owner, contact] = await reportedFor();
    const others = await Promise.all([1, 2, 3].map(() => insert(owner.tenantId)));
    const results = await Promise.all([contact, ...others].map((each) => changeContacts(target(each), addEmail(a))));
    expect(results.filter((result) => 'contacts' in result)).toHaveLength(1);
    expectClaimsToMatchIdentities(await readItems(owner.tenantId));
  });
});
