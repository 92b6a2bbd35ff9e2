import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as changeIdentity } from '../../../handlers/events/changeIdentity.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { call } from '../../support/call.ts';
import { deliver, deliverAll, messageOf } from '../../support/deliver.ts';
import { interceptFirst } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { startService } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';

const service = await startService();
let tenant = await service.tenant();
const logged = captureLog(({ message }) => message !== 'audit');

beforeEach(async () => {
  service.proxy.intercept = () => 'pass';
  tenant = await service.tenant();
});

const [before, after] = ['+4915112345678', '+4915187654321'];
const minute = (n: number) => new Date(Date.UTC(2026, 10, 23, 9, n)).toISOString();
const receive = (address: string, at: number) =>
  deliverAll(detectSender, [
    messageOf('channel.message_received', {
      messageId: randomUUID(),
      tenantId: tenant.tenantId,
      channel: 'whatsapp',
      sender: { address },
      conversationId: 'c',
      receivedAt: minute(at),
    }),
  ]);
const changed = (parts: object = {}) =>
  messageOf('channel.identity_changed', {
    tenantId: tenant.tenantId,
    from: { kind: 'whatsapp', value: before },
    to: { kind: 'phone', value: after },
    changedAt: minute(5),
    ...parts,
  });
const items = () => readItems(tenant.tenantId);
const find = async (phone: string) =>
  (await call(listContacts, { ...tenant, query: { phone }, method: 'GET' })).body.data[0];

describe('channel.identity_changed', () => {
  it('shows the new number, to whose messages the contact then belongs; a stranger with the former one is another contact', async () => {
    await receive(before, 1);
    const event = changed();
    expect(await deliver(changeIdentity, [event])).toEqual([]);
    const contact = await find(after);
    expect(contact).toMatchObject({ phone: after });
    await receive(after, 6);
    await receive(before, 7);
    expect((await find(after)).id).toBe(contact.id);
    expect((await find(before)).id).not.toBe(contact.id);
    const all = await items();
    expect(all.contacts).toHaveLength(2);
    expectClaimsToMatchIdentities(all);
    expect(await deliver(changeIdentity, [event, event])).toEqual([]);
    expect(await items()).toEqual(all);
    expect(logged).toEqual([]);
  });

  it('moves nothing where the new number is that of another contact, and suggests a duplicate', async () => {
    await receive(before, 1);
    await receive(after, 1);
    const { contacts } = await items();
    await deliverAll(changeIdentity, [changed()]);
    const all = await items();
    expect(all.contacts).toEqual(contacts);
    expect(all.duplicates).toMatchObject([{ weight: 'strong' }, { weight: 'strong' }]);
  });

  it('of an unknown sender changes nothing, and is logged without the number', async () => {
    await deliverAll(changeIdentity, [changed()]);
    expect(await items()).toEqual({ contacts: [], claims: {}, duplicates: [], links: {}, erased: {} });
    expect(logged).toMatchObject([{ message: 'change of identity ignored', reason: 'unknown_sender' }]);
    expect(JSON.stringify(logged)).not.toContain(before.slice(1));
  });

  it('that names no address of a person changes nothing, and is logged with the reason', async () => {
    await deliverAll(changeIdentity, [
      changed({ from: { kind: 'email', value: 'nobody' } }),
      changed({ to: { kind: 'whatsapp', value: '1@g.us' } }),
    ]);
    expect(logged.map(({ reason }) => reason).sort()).toEqual(['group', 'not_an_email']);
  });

  it("shows a person's number first", async () => {
    const body = { name: 'Anna', phone: before };
    const { id } = (await call(createContact, { ...tenant, body, method: 'POST' })).body;
    await deliverAll(changeIdentity, [changed({ changedAt: new Date(Date.now() + 1000).toISOString() })]);
    expect(await find(after)).toMatchObject({ id, phone: after });
  });

  it.each([1, 2, 3])('leads to the same items where the reply to request %i is lost', async (n) => {
    await receive(before, 1);
    let requests = 0;
    service.proxy.intercept = () => (++requests === n ? 'lose the reply' : 'pass');
    await deliverAll(changeIdentity, [changed()]);
    const all = await items();
    expect(all.contacts).toMatchObject([{ version: 2 }]);
    expect(Object.keys(all.claims)).toEqual([`phone#${after}`]);
    expectClaimsToMatchIdentities(all);
    interceptFirst(service.proxy, 'TransactWriteItems', 'lose the reply');
    await deliverAll(changeIdentity, [
      changed({ from: { kind: 'phone', value: after }, to: { kind: 'phone', value: before } }),
    ]);
    expectClaimsToMatchIdentities(await items());
  });

  it('that breaks its contract fails', async () => {
    const bad = changed({ to: { kind: 'pigeon', value: '1' } });
    expect(await deliver(changeIdentity, [bad])).toEqual([bad]);
    expect(logged).toMatchObject([{ code: 'invalid', pointers: ['/to/kind'] }]);
  });
});
