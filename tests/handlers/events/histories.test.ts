import { randomUUID } from 'node:crypto';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as removeIdentity } from '../../../handlers/api/removeIdentity.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as changeIdentity } from '../../../handlers/events/changeIdentity.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { identityId } from '../../../lib/contacts/identities.ts';
import { call, type Reply } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { startService, type Tenant } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();

type Named = { readonly kind: string; readonly value: string };
const named: fc.Arbitrary<Named> = fc.constantFrom(
  { kind: 'email', value: 'anna@acme.de' },
  { kind: 'email', value: 'bob@acme.de' },
  { kind: 'phone', value: '+4915112345678' },
  { kind: 'whatsapp', value: 'BR.1502576394655843' },
);
/** The two contacts that exist from the beginning. */
const which = fc.constantFrom(0, 1);
const second = fc.nat(9);

type Step = (tenant: Tenant, ids: readonly string[]) => Promise<unknown>;

const message = fc
  .record({ address: named, others: fc.array(named, { maxLength: 2 }), name: fc.constantFrom('A', 'B'), second })
  .map(
    ({ address, others, name, second: n }): Step =>
      ({ tenantId }) => {
        const channel = address.kind === 'phone' ? 'sms' : address.kind;
        const sender = { address: address.value, identities: others, displayName: name };
        const detail = { messageId: randomUUID(), tenantId, channel, sender, conversationId: 'c', receivedAt: at(n) };
        return deliverAll(detectSender, [messageOf('channel.message_received', detail)]);
      },
  );

const fact = fc.record({ contact: which, address: named.filter(({ kind }) => kind !== 'whatsapp'), second }).map(
  ({ contact, address, second: n }): Step =>
    ({ tenantId }, ids) => {
      const facts = { [address.kind]: address.value };
      const detail = { tenantId, contactId: ids[contact], facts, observedAt: at(n) };
      return deliverAll(enrichContact, [messageOf('conversation.updated', detail)]);
    },
);

const replacement = fc.record({ from: named, to: named, second }).map(
  ({ from, to, second: n }): Step =>
    ({ tenantId }) =>
      deliverAll(changeIdentity, [messageOf('channel.identity_changed', { tenantId, from, to, changedAt: at(n) })]),
);

/** A request that succeeds, or that another contact's address or a missing one prevents; never a fault of ours. */
const expectNoFault = ({ status, body }: Reply) => {
  expect([status, body]).toEqual([expect.any(Number), expect.anything()]);
  expect([200, 404, 409]).toContain(status);
  return status;
};

const edit = fc
  .record({ contact: which, field: fc.constantFrom('email', 'phone'), clears: fc.boolean(), address: named })
  .map(
    ({ contact, field, clears, address }): Step =>
      async (tenant, ids) => {
        const value = clears || address.kind !== field ? null : address.value;
        const headers = { 'content-type': 'application/merge-patch+json' };
        const id = ids[contact] ?? '';
        const reply = await call(updateContact, { ...tenant, id, body: { [field]: value }, headers });
        if (expectNoFault(reply) === 200) expect(reply.body[field]).toBe(value);
      },
  );

const addition = fc.record({ contact: which, address: named, takes: fc.boolean() }).map(
  ({ contact, address, takes }): Step =>
    async (tenant, ids) => {
      const id = ids[contact] ?? '';
      const body = { ...address, ...(takes && { takeFrom: ids[1 - contact] }) };
      const reply = await call(addIdentity, { ...tenant, id, body, method: 'POST' });
      if (expectNoFault(reply) === 200) expect(reply.body).toContainEqual(expect.objectContaining(address));
    },
);

const removal = fc.record({ contact: which, address: named }).map(
  ({ contact, address: { kind, value } }): Step =>
    async (tenant, ids) => {
      const params = { identityId: identityId(`${kind}#${value}`) };
      const reply = await call(removeIdentity, { ...tenant, id: ids[contact] ?? '', params, method: 'DELETE' });
      if (expectNoFault(reply) === 200) expect(reply.body).not.toContainEqual(expect.objectContaining({ kind, value }));
    },
);

const step: fc.Arbitrary<Step> = fc.oneof(message, message, fact, replacement, edit, addition, removal);

async function begin(): Promise<[Tenant, string[]]> {
  const tenant = await service.tenant();
  const create = async (name: string) =>
    (await call(createContact, { ...tenant, body: { name }, method: 'POST' })).body;
  return [tenant, [(await create('Anna')).id, (await create('Bob')).id]];
}

async function expectConsistent(tenant: Tenant): Promise<void> {
  const items = await readItems(tenant.tenantId);
  expectClaimsToMatchIdentities(items);
  for (const { contactId, identities } of items.contacts) {
    const { body } = await call(getContact, { ...tenant, id: contactId, method: 'GET' });
    // What callers see as an address is one that the contact owns.
    for (const kind of ['email', 'phone'])
      if (body[kind] !== null) expect(Object.keys(identities)).toContain(`${kind}#${body[kind]}`);
  }
  const pairs = items.duplicates.map(({ contactId }) => String(contactId).split('#').slice(2).sort().join());
  expect(pairs.length).toBe(2 * new Set(pairs).size);
}

afterEach(() => {
  service.proxy.intercept = () => 'pass';
});

describe('any history of two contacts whose addresses are stated, seen, replaced, moved and removed', () => {
  it('leaves each address with one contact, and shows none that the contact does not have', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
        const [tenant, ids] = await begin();
        for (const each of steps) await each(tenant, ids);
        await expectConsistent(tenant);
      }),
      runOptions(20),
    );
  });

  it('does so too where everything happens at once, and a reply is lost', async () => {
    const events = fc.array(fc.oneof(message, fact, replacement), { minLength: 1, maxLength: 6 });
    const scenario = fc.tuple(events, fc.array(addition, { maxLength: 3 }), fc.nat(20));
    await fc.assert(
      fc.asyncProperty(scenario, async ([some, additions, lost]) => {
        const [tenant, ids] = await begin();
        let requests = 0;
        service.proxy.intercept = () => (requests++ === lost ? 'lose the reply' : 'pass');
        await Promise.all([...some, ...additions].map((each) => each(tenant, ids)));
        service.proxy.intercept = () => 'pass';
        await expectConsistent(tenant);
      }),
      runOptions(10),
    );
  });
});
