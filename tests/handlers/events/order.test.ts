import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { withConfirmedName } from '../../../lib/contacts/sightings.ts';
import { type Assertions, fold, type Person } from '../../../lib/contacts/sources.ts';
import { call } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, type TenantItems } from '../../support/table.ts';

const service = await startService();
type Tenant = Awaited<ReturnType<typeof service.tenant>>;

const begin = Date.UTC(2026, 10, 23, 9);
const at = (n: number) => new Date(begin + n * 1000).toISOString();

const addresses = [
  { channel: 'email', address: 'anna@acme.de' },
  { channel: 'whatsapp', address: '4915112345678' },
] as const;

/** Something that happens to a contact. */
type Happening = (tenant: Tenant, contactId: string) => Promise<unknown>;

const message = fc.record({
  id: fc.uuid(),
  sender: fc.constantFrom(...addresses),
  name: fc.constantFrom(undefined, 'Anna', 'Anna', 'Anna Smith', 'Bea Jones'),
  second: fc.nat(5),
});

const enrichment = fc.record({
  id: fc.uuid(),
  facts: fc.record(
    {
      firstName: fc.constantFrom('Annette', 'Beatrix'),
      lastName: fc.constantFrom('Schmidt', 'Jonas'),
      email: fc.constantFrom('anna@acme.de', 'anna@private.example', 'bea@private.example'),
      phone: fc.constantFrom('+4915112345678', '+4915187654321'),
      companyName: fc.constantFrom('Acme', 'Other'),
    },
    { requiredKeys: [] },
  ),
  second: fc.nat(5),
});

type Told<A> = A extends fc.Arbitrary<infer T> ? T : never;

const receive =
  ({ id, sender: { channel, address }, name, second }: Told<typeof message>): Happening =>
  ({ tenantId }) => {
    const sender = { address, ...(name !== undefined && { displayName: name }) };
    const detail = { messageId: id, tenantId, channel, sender, conversationId: 'c', receivedAt: at(second) };
    return deliverAll(detectSender, [messageOf('channel.message_received', detail)]);
  };

const hear =
  ({ id, facts, second }: Told<typeof enrichment>): Happening =>
  ({ tenantId }, contactId) => {
    const detail = { tenantId, contactId, facts, observedAt: at(second) };
    return deliverAll(enrichContact, [messageOf('conversation.updated', detail, { id })]);
  };

/** So many of them, no two with one id: of one moment it is the id that tells which counts. */
const several = <T extends { readonly id: string }>(one: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
  fc.uniqueArray(one, { minLength, maxLength, selector: ({ id }) => id });

const edit = fc.record(
  {
    firstName: fc.constantFrom('Anne', 'Bee'),
    lastName: fc.constantFrom('Person', 'Edit'),
    email: fc.constantFrom(null, 'anna@acme.de', 'edited@person.example', 'anna@private.example'),
    phone: fc.constantFrom(null, '+4915112345678', '+442071838750'),
    companyName: fc.constantFrom('Edited', 'Acme'),
  },
  { requiredKeys: ['firstName', 'lastName'] },
);

/**
 * What a tenant's items say, without what tells one run from another: ids, versions, when and by whom a person wrote. That
 * a name was said again need not be in the contact, and be in any of its claims.
 */
function stateOf({ contacts, claims, duplicates }: TenantItems) {
  const number = new Map(contacts.map(({ contactId }, i) => [contactId, i]));
  return {
    contacts: contacts.map(({ contactId, sources: { manual, ...machines }, identities, resolutionStatus }) => {
      const own = Object.values(claims).filter(({ ownerId }) => ownerId === contactId);
      const sender = own.reduce((said: Assertions, { named }) => withConfirmedName(said, named), machines.sender ?? {});
      return {
        ...machines,
        manual: Object.fromEntries(Object.entries(manual).map(([field, [value]]) => [field, value])),
        sender,
        identities,
        resolutionStatus,
      };
    }),
    claims: Object.fromEntries(
      Object.entries(claims).map(([key, { ownerId, seen }]) => [key, { ownerId: number.get(ownerId), seen }]),
    ),
    duplicates: duplicates.length,
  };
}

/**
 * Lets things happen to a new contact that has both addresses, one after the other. `seen`: from both of them a message
 * came before, so that no edit sets one free.
 */
async function live(
  happenings: readonly Happening[],
  seen = false,
): Promise<{ state: ReturnType<typeof stateOf>; person: Person }> {
  const tenant = await service.tenant();
  const { address: email } = addresses[0];
  const body = { email, phone: `+${addresses[1].address}` };
  const { body: created } = await call(createContact, { ...tenant, body, method: 'POST' });
  const first = { messageId: 'first', tenantId: tenant.tenantId, conversationId: 'c', receivedAt: at(-10) };
  for (const { channel, address } of seen ? addresses : []) {
    const detail = { ...first, channel, sender: { address } };
    await deliverAll(detectSender, [messageOf('channel.message_received', detail)]);
  }
  for (const happen of happenings) await happen(tenant, created.id);
  const items = await readItems(tenant.tenantId);
  expectClaimsToMatchIdentities(items);
  const [contact] = items.contacts;
  return { state: stateOf(items), person: fold(contact?.sources ?? {}) };
}

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));

/** Expects that the same things in another order end in the same. */
const inAnyOrder = <T>(all: readonly T[], happen: (one: T) => Happening) =>
  fc
    .shuffledSubarray([...all], { minLength: all.length })
    .map((shuffled) => [all, shuffled].map((each) => each.map(happen)));

async function expectSameEnd(orders: readonly (readonly Happening[])[]): Promise<void> {
  const [one, other] = await Promise.all(orders.map((order) => live(order)));
  expect(other).toEqual(one);
}

describe('in whatever order they come', () => {
  it('two messages, an enrichment and an edit leave the same contact, with what the person said', async () => {
    const scenario = fc.tuple(several(message, 2, 2), enrichment, edit);
    await fc.assert(
      fc.asyncProperty(scenario, async ([messages, fact, body]) => {
        const headers = { 'content-type': 'application/merge-patch+json' };
        const patch: Happening = async (tenant, id) => {
          expect((await call(updateContact, { ...tenant, id, body, headers })).status).toBe(200);
        };
        const orders = permutations([...messages.map(receive), hear(fact), patch]);
        const lives = await Promise.all(orders.map((order) => live(order, true)));
        for (const { state, person } of lives) {
          expect(state).toEqual(lives[0]?.state);
          expect(person).toMatchObject(body);
        }
      }),
      runOptions(12),
    );
  });

  it('many messages from several addresses leave the same contact', async () => {
    const scenario = several(message, 3, 8).chain((all) => inAnyOrder(all, receive));
    await fc.assert(fc.asyncProperty(scenario, expectSameEnd), runOptions(60));
  });

  it('many enrichments leave the same contact', async () => {
    const scenario = several(enrichment, 2, 5).chain((all) => inAnyOrder(all, hear));
    await fc.assert(fc.asyncProperty(scenario, expectSameEnd), runOptions(40));
  });
});
