import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as getSources } from '../../../handlers/api/getSources.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { fold, type Person } from '../../../lib/contacts/fold.ts';
import { call } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems, type TenantItems } from '../../support/table.ts';

const service = await startService();
type Tenant = Awaited<ReturnType<typeof service.tenant>>;

// People edit at one time, because only the order of deliveries is to make no difference.
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(begin + 3_600_000));

const begin = Date.UTC(2026, 10, 23, 9);
const at = (n: number) => new Date(begin + n * 1000).toISOString();

const addresses = [
  { channel: 'email', address: 'anna@acme.de' },
  { channel: 'email', address: 'Anna@Acme.de' },
  { channel: 'whatsapp', address: '4915112345678' },
] as const;
const [{ address: email }, , { address: whatsAppId }] = addresses;

/** An event or request that may change a contact. */
type Step = (tenant: Tenant, contactId: string) => Promise<unknown>;

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
      email: fc.constantFrom('Anna@acme.de', 'anna@private.example', 'Anna@Private.example', 'bea@private.example'),
      phone: fc.constantFrom('+4915112345678', '+4915187654321'),
      companyName: fc.constantFrom('Acme', 'Other'),
    },
    { requiredKeys: [] },
  ),
  conversationId: fc.constantFrom(undefined, 'c-1', 'c-2'),
  second: fc.nat(5),
});

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

const receive =
  ({ id, sender: { channel, address }, name, second }: Generated<typeof message>): Step =>
  ({ tenantId }) => {
    const sender = { address, ...(name !== undefined && { displayName: name }) };
    const detail = { messageId: id, tenantId, channel, sender, conversationId: 'c', receivedAt: at(second) };
    return deliverAll(detectSender, [messageOf('channel.message_received', detail)]);
  };

const enrich =
  ({ id, facts, conversationId, second }: Generated<typeof enrichment>): Step =>
  ({ tenantId }, contactId) => {
    const detail = { tenantId, contactId, conversationId, facts, observedAt: at(second) };
    return deliverAll(enrichContact, [messageOf('conversation.updated', detail, { id })]);
  };

/** A number of values with distinct ids: of two with the same time, the id decides which counts. */
const distinct = <T extends { readonly id: string }>(one: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
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

/** A value without the ids that differ between runs. */
const withoutIds = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part) => (['id', 'tenantId', 'by'].includes(key) && isOwn(part) ? '' : part)));

/** Whether an id is one that the service made, or that of the credential. */
const isOwn = (id: unknown): boolean => !/^(?:message|event|conversation):/.test(String(id));

/**
 * What callers see of all contacts of a tenant, with the sources of all values and all identities; the owners of
 * claims, by the place of the contact; and the number of suggestions.
 */
async function stateOf(tenant: Tenant, { contacts, claims, duplicates }: TenantItems) {
  const number = new Map(contacts.map(({ contactId }, i) => [contactId, i]));
  const seen = await eachInTurn(contacts, async ({ contactId: id }) => {
    const [contact, sources, identities] = await Promise.all(
      [getContact, getSources, getIdentities].map((handler) => call(handler, { ...tenant, id, method: 'GET' })),
    );
    return withoutIds([contact?.body, sources?.body, identities?.body]);
  });
  const owners = Object.entries(claims).map(([key, { ownerId, verified }]) => [key, [number.get(ownerId), verified]]);
  return { seen, claims: Object.fromEntries(owners), duplicates: duplicates.length };
}

/**
 * Creates a contact with both addresses and runs the steps one after the other. With `seen`, a message from each
 * address arrives first, so that no edit releases one.
 */
async function run(
  steps: readonly Step[],
  seen = false,
): Promise<{ state: Awaited<ReturnType<typeof stateOf>>; person: Person }> {
  const tenant = await service.tenant();
  const body = { email, phone: `+${whatsAppId}` };
  const { body: created } = await call(createContact, { ...tenant, body, method: 'POST' });
  const first = { messageId: 'first', tenantId: tenant.tenantId, conversationId: 'c', receivedAt: at(-10) };
  for (const { channel, address } of seen ? addresses : []) {
    const detail = { ...first, channel, sender: { address } };
    await deliverAll(detectSender, [messageOf('channel.message_received', detail)]);
  }
  for (const step of steps) await step(tenant, created.id);
  const items = await readItems(tenant.tenantId);
  expectClaimsToMatchIdentities(items);
  const [contact] = items.contacts;
  return { state: await stateOf(tenant, items), person: fold(contact ?? { sources: {}, identities: {} }) };
}

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));

/** The steps of some values, in the given order and in a random one. */
const inTwoOrders = <T>(all: readonly T[], toStep: (one: T) => Step) =>
  fc
    .shuffledSubarray([...all], { minLength: all.length })
    .map((shuffled) => [all, shuffled].map((each) => each.map(toStep)));

/** One after the other: requests that wait for each other would run out of time on a busy machine. */
async function eachInTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}

async function expectSameResult(orders: readonly (readonly Step[])[]): Promise<void> {
  const [one, other] = await eachInTurn(orders, (order) => run(order));
  expect(other).toEqual(one);
}

describe('in any order', () => {
  it('two messages, an enrichment and an edit lead to the same contact, with the values from the person', async () => {
    const scenario = fc.tuple(distinct(message, 2, 2), enrichment, edit);
    await fc.assert(
      fc.asyncProperty(scenario, async ([messages, fact, body]) => {
        const headers = { 'content-type': 'application/merge-patch+json' };
        const patch: Step = async (tenant, id) => {
          expect((await call(updateContact, { ...tenant, id, body, headers })).status).toBe(200);
        };
        const orders = permutations([...messages.map(receive), enrich(fact), patch]);
        const results = await eachInTurn(orders, (order) => run(order, true));
        for (const { state, person } of results) {
          expect(state).toEqual(results[0]?.state);
          expect(person).toMatchObject(body);
        }
      }),
      runOptions(1, 300),
    );
  });

  it('3 to 8 messages from two addresses lead to the same contact', async () => {
    const scenario = distinct(message, 3, 8).chain((all) => inTwoOrders(all, receive));
    await fc.assert(fc.asyncProperty(scenario, expectSameResult), runOptions(6, 1200));
  });

  it('2 to 5 enrichments lead to the same contact', async () => {
    const scenario = distinct(enrichment, 2, 5).chain((all) => inTwoOrders(all, enrich));
    await fc.assert(fc.asyncProperty(scenario, expectSameResult), runOptions(4, 800));
  });
});
