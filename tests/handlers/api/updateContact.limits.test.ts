import { randomUUID } from 'node:crypto';
import { handler as addIdentity } from '../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as removeIdentity } from '../../../handlers/api/removeIdentity.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { identityId } from '../../../lib/contacts/identities.ts';
import { findContact } from '../../../lib/dynamo/contacts/getContact.ts';
import { keys } from '../../../lib/dynamo/table/keys.ts';
import { call } from '../../support/call.ts';
import { deliver, messageOf } from '../../support/deliver.ts';
import { captureLog } from '../../support/log.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const logged = captureLog();
const tenant = await service.tenant();
const { tenantId } = tenant;

type Proof = 'reported' | 'verified';

/** An address that no other contact of this file has. */
const addressOf = (id: string, i: number) => `address-${i}@${id}.example`;

/** Stores a contact from before the limit, with claims that remember the sender's name. Returns its id. */
async function contactWith(count: number, proof: Proof): Promise<string> {
  const { body } = await call(createContact, { ...tenant, method: 'POST', body: { name: 'Anna Smith' } });
  const id: string = body.id;
  const verified = proof === 'verified' ? { verified: [1, 'message:1'] } : {};
  const addresses = Array.from({ length: count }, (_, i) => addressOf(id, i));
  const named = { named: ['Anna', 1, 'message:1'] };
  const claim = (address: string) =>
    setAttributes(tenantId, keys.identity(`email#${address}`), {
      ownerId: id,
      ...verified,
      ...(proof === 'verified' && named),
    });
  await Promise.all(addresses.map(claim));
  const identities = addresses.map((value) => [`email#${value}`, { kind: 'email', value, ...verified }] as const);
  const assertion = ['Anna', 1, 'message:1'];
  await setAttributes(tenantId, id, {
    identities: Object.fromEntries(identities),
    sources: { manual: {}, agent: {}, sender: { firstName: assertion, lastName: [null, -8.64e15, ''] } },
  });
  return id;
}

const patch = (id: string, body: object) => call(updateContact, { ...tenant, id, body });

const receive = (sender: object) =>
  deliver(detectSender, [
    messageOf('channel.message_received', {
      messageId: randomUUID(),
      tenantId,
      channel: 'email',
      sender,
      conversationId: 'c-1',
      receivedAt: new Date(Date.now()).toISOString(),
    }),
  ]);

describe.each([
  ['880 reported addresses', 880, 'reported'],
  ['110 addresses whose claims remember a name', 110, 'verified'],
] as const)('a stored contact with %s', (_, count, proof) => {
  it('can be changed by callers and messages, loses addresses, and gets no other one', async () => {
    const id = await contactWith(count, proof);
    const sender = { address: addressOf(id, 0), displayName: 'Zoe Adams' };
    expect(await receive(sender)).toEqual([]);
    logged.length = 0;
    const more = { companyName: 'Acme', email: `more@${id}.example`, phone: '+4915112345678' };
    const facts = { contactId: id, tenantId, facts: more, observedAt: '2026-11-23T09:30:00Z' };
    expect(await deliver(enrichContact, [messageOf('conversation.updated', facts)])).toEqual([]);
    expect(logged).toEqual([
      expect.objectContaining({
        message: 'identities ignored',
        reason: 'identity_limit',
        identities: 2,
        contactId: id,
      }),
    ]);
    const { body } = await call(getContact, { ...tenant, id, method: 'GET' });
    expect(body).toMatchObject({ firstName: proof === 'verified' ? 'Zoe' : 'Anna', companyName: 'Acme' });
    expect((await patch(id, { name: 'Bea Jones' })).body).toMatchObject({ firstName: 'Bea', lastName: 'Jones' });
    const identityIdOf = (i: number) => identityId(`email#${addressOf(id, i)}`);
    const removed = { ...tenant, id, method: 'DELETE', params: { identityId: identityIdOf(1) } };
    expect((await call(removeIdentity, removed)).status).toBe(200);
    const another = { kind: 'chat', value: id };
    expect((await call(addIdentity, { ...tenant, id, method: 'POST', body: another })).body).toEqual({
      error: 'A contact has at most 50 addresses; remove one first',
    });
    const own = await patch(id, { email: addressOf(id, 5) });
    expect([own.status, own.body.email]).toEqual([200, addressOf(id, 5)]);
  });
});

it('a contact of 400 KB is 422 for callers and ignored for messages until an address is removed', async () => {
  const id = await contactWith(3, 'verified');
  let padding = 0;
  // Up to the limit.
  for (let step = 2 ** 18; step >= 1; step /= 2) {
    const isStored = await setAttributes(tenantId, id, { padding: 'x'.repeat(padding + step) }).then(
      () => true,
      () => false,
    );
    if (isStored) padding += step;
  }
  logged.length = 0;
  const tooLarge = { status: 422, body: { error: 'The contact has too much data; remove addresses first' } };
  expect(await patch(id, { name: 'Bea Jones' })).toMatchObject(tooLarge);
  expect(await patch(id, { email: addressOf(id, 0) })).toMatchObject(tooLarge);
  expect(await receive({ address: addressOf(id, 0), displayName: 'Zoe Adams' })).toEqual([]);
  expect(logged).toContainEqual(expect.objectContaining({ message: 'message ignored', reason: 'contact_too_large' }));
  const params = { identityId: identityId(`email#${addressOf(id, 1)}`) };
  expect((await call(removeIdentity, { ...tenant, id, method: 'DELETE', params })).status).toBe(200);
  expect((await patch(id, { companyName: 'A' })).status).toBe(200);
});

it('a message with more identities than a contact has room for adds what fits, and logs the rest', async () => {
  const id = await contactWith(48, 'verified');
  logged.length = 0;
  const identities = Array.from({ length: 5 }, (_, i) => ({ kind: 'chat', value: `${id}-${i}` }));
  expect(await receive({ address: addressOf(id, 0), displayName: 'Anna', identities })).toEqual([]);
  expect(Object.keys((await findContact(tenantId, id))?.identities ?? {})).toHaveLength(50);
  expect(logged).toContainEqual(
    expect.objectContaining({ message: 'identities ignored', reason: 'identity_limit', identities: 3, contactId: id }),
  );
});

it('remembers the last 50 addresses that a person removed', async () => {
  const id = await contactWith(50, 'reported');
  await setAttributes(tenantId, id, { refused: Array.from({ length: 49 }, (_, i) => `email#old-${i}`) });
  for (const i of [0, 1]) {
    const params = { identityId: identityId(`email#${addressOf(id, i)}`) };
    await call(removeIdentity, { ...tenant, id, method: 'DELETE', params });
  }
  const { refused = [] } = (await findContact(tenantId, id)) ?? {};
  expect([refused.length, refused[0], refused.at(-1)]).toEqual([50, 'email#old-1', `email#${addressOf(id, 1)}`]);
});
