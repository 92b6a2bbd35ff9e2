import { randomUUID } from 'node:crypto';
import { conclude } from '../../../../lib/contacts/conclusion.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { enrichContact } from '../../../../lib/contacts/decisions/enrichContact.ts';
import { linkContact } from '../../../../lib/contacts/decisions/linkContact.ts';
import { recordLookup } from '../../../../lib/contacts/decisions/recordLookup.ts';
import { changeByMachine } from '../../../../lib/dynamo/contacts/changeByMachine.ts';
import { changeContact } from '../../../../lib/dynamo/contacts/changeContact.ts';
import { createContact } from '../../../../lib/dynamo/contacts/createContact.ts';
import { createSender } from '../../../../lib/dynamo/contacts/createSender.ts';
import { dependentItems, type Place } from '../../../../lib/dynamo/contacts/dependentItems.ts';
import { asContact } from '../../../../lib/dynamo/contacts/getContact.ts';
import { pairKeys } from '../../../../lib/dynamo/contacts/pairs.ts';
import { recordHistory } from '../../../../lib/dynamo/contacts/recordHistory.ts';
import { updateContact } from '../../../../lib/dynamo/contacts/updateContact.ts';
import { setDue } from '../../../../lib/dynamo/resolution/resolution.ts';
import { projectPostings } from '../../../../lib/dynamo/search/projectPostings.ts';
import { keys, readPairKey, readSearchKey } from '../../../../lib/dynamo/table/keys.ts';
import { putSettings } from '../../../../lib/dynamo/tenants/settings.ts';
import { startService } from '../../../support/service.ts';
import { readPartition, setAttributes } from '../../../support/table.ts';
import { connect } from '../tenants/someConnection.ts';

const service = await startService();

type Item = Record<string, unknown>;

const isContact = ({ contactId }: Item): boolean => !String(contactId).startsWith('#');

/** The item of an idempotency key has no personal data: the response is another item, which depends on the contact. */
const isTenants = ({ contactId }: Item): boolean =>
  [keys.settings(), keys.crm(), keys.idempotency(keyHash)].includes(String(contactId));

const isAt = ({ contactId }: Item, place: Place): boolean =>
  'keys' in place ? place.keys.includes(String(contactId)) : String(contactId).startsWith(place.prefix);

/** What an item says, with the contact of a posting, whose key has its id in another form. */
const namesIn = (item: Item): string => `${JSON.stringify(item)} ${readSearchKey(String(item.contactId)).contactId}`;

/** The kinds of an item, each with the contact that it depends on, as `dependentItems` finds them. */
const found = (item: Item, contacts: readonly StoredContact[]) =>
  contacts.flatMap((contact) =>
    Object.entries(dependentItems).flatMap(([kind, placeFor]) =>
      isAt(item, placeFor(contact)) ? [{ kind, contactId: contact.contactId }] : [],
    ),
  );

/**
 * The items of a tenant that depend on contacts, with what `dependentItems` finds them as. The place of a pair in the
 * list of suggestions goes with the items of the pair.
 */
async function dependents(tenantId: string) {
  const items = await readPartition(tenantId);
  const contacts = items.filter(isContact).map(asContact);
  const pairs = items.map(({ contactId }) => String(contactId)).filter((key) => key.startsWith('#duplicate#'));
  const places = pairs.flatMap((key) => pairKeys(...readPairKey(key))).filter((key) => key.startsWith('#suggestion#'));
  return items
    .filter((item) => !isContact(item) && !isTenants(item) && !places.includes(String(item.contactId)))
    .map((item) => ({ item, found: found(item, contacts) }));
}

const keyHash = 'hash';

const at = Date.UTC(2026, 10, 24);
const author = { actor: 'key:2', at };

/** A tenant with an item of every kind that this service writes. */
async function populated(): Promise<string> {
  const { tenantId } = await service.tenant();
  const request = () => ({ tenantId, requestId: randomUUID() });
  await putSettings(tenantId, { ownDomains: [], freeMailExceptions: [] }, 'key:1');
  await connect(tenantId);

  for (const [kind, value] of [
    ['email', 'a@one.example'],
    ['chat', '42'],
  ] as const) {
    const sighting = {
      key: `${kind}#${value}`,
      identity: { kind, value },
      with: [],
      name: undefined,
      at: 1,
      by: 'message:1',
    };
    await createSender({ ...request(), sighting });
  }
  const values = { email: 'b@one.example', phone: '+15550100' };
  const keyed = { tenantId, keyHash, requestHash: 'request' };
  const answering = ({ contactId }: StoredContact) => ({
    request: keyed,
    answer: { body: JSON.stringify({ contactId }) },
    onStored: () => undefined,
  });
  const { contactId } = await createContact({ ...request(), values, actor: 'key:1', answering });
  await updateContact({ ...request(), contactId, input: { email: 'c@one.example' }, actor: 'key:1' });
  await changeContact({ ...request(), contactId }, (contact) =>
    linkContact(contact, { externalRef: 'record-1' }, undefined, author),
  );

  const machine = { by: 'event:1', at };
  const other = await createContact({ ...request(), values: { phone: '+15550101' }, actor: 'key:1' });
  const facts = { email: 'a@one.example' };
  await changeByMachine({ ...request(), contactId: other.contactId, ...machine }, (contact, taken) =>
    enrichContact(contact, { facts, observedAt: at, by: 'event:1' }, taken, at),
  );
  const target = { addresses: { email: null, phone: '+15550101' } };
  const record = { externalRef: 'record-2', firstName: 'Anna', lastName: null, companyName: null };
  const matches = [{ ...record, emails: ['d@one.example'], phones: ['+15550101'] }];
  const finding = { matches, isTruncated: false };
  const lookup = { target, known: undefined, revision: 'r', event: 'e', by: 'crm:x', at };
  await changeByMachine({ ...request(), contactId: other.contactId, ...machine }, (contact, taken) =>
    recordLookup(contact, { ...lookup, contactId: contact.contactId }, conclude(finding, target, taken), taken),
  );
  const due = await createContact({ ...request(), values: {}, actor: 'key:1' });
  await setDue(tenantId, due.contactId, at);
  await recordHistory({ before: undefined, after: due });
  await projectPostings({ before: undefined, after: other });
  return tenantId;
}

describe('dependentItems', () => {
  it('finds each item that depends on a contact once, as an item of the contact that it names', async () => {
    const all = await dependents(await populated());
    for (const { item, found } of all) {
      expect([item.contactId, found]).toEqual([item.contactId, [expect.anything()]]);
      expect(namesIn(item)).toContain(found[0]?.contactId);
      if (item.ownerId !== undefined) expect(found[0]?.contactId).toBe(item.ownerId);
    }
    const kinds = new Set(all.flatMap(({ found }) => found.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(Object.keys(dependentItems).sort());
  });

  it('finds no item of a kind that it does not list', async () => {
    const { tenantId } = await service.tenant();
    const { contactId } = await createContact({ tenantId, values: {}, actor: 'key:1', requestId: randomUUID() });
    await setAttributes(tenantId, `#unknown#${contactId}`, { contact: contactId });
    expect(await dependents(tenantId)).toMatchObject([{ found: [] }]);
  });

  it('finds no item of another contact', async () => {
    const contact = (contactId: string, identity: string): StoredContact =>
      asContact({ contactId, sources: {}, identities: { [identity]: { kind: 'email', value: identity } } });
    const [one, other] = [contact('1', 'email#a'), contact('11', 'email#ab')];
    const items = [keys.identity('email#ab'), keys.resolution('11'), keys.duplicate('11', '1'), keys.externalRef('x')];
    for (const contactId of items) expect(found({ contactId }, [one])).toEqual([]);
    expect(items.map((contactId) => found({ contactId }, [other])[0]?.kind)).toEqual([
      'identity',
      'resolution',
      'duplicate',
      undefined,
    ]);
  });
});
