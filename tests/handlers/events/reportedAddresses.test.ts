import { randomUUID } from 'node:crypto';
import { handler as getIdentities } from '../../../handlers/api/getIdentities.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { handler as enrichContact } from '../../../handlers/events/enrichContact.ts';
import { anna } from '../../lib/crm/servers/findContact.ts';
import { call } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import { addApiKey } from '../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../support/table.ts';
import { startLookups } from './lookups.ts';

const { records, crm, get, create, patch, resolve } = await startLookups();

const bob = 'bob@acme.de';
const items = () => readItems(crm.tenant.tenantId);
const mention = (contactId: string, facts: object, second = 0) => {
  const observedAt = `2026-11-23T09:00:0${second}.000Z`;
  const detail = { tenantId: crm.tenant.tenantId, contactId, facts, observedAt };
  return deliverAll(enrichContact, [messageOf('conversation.updated', detail)]);
};
const receive = (address: string, channel = 'email') =>
  deliverAll(detectSender, [
    messageOf('channel.message_received', {
      messageId: randomUUID(),
      tenantId: crm.tenant.tenantId,
      channel,
      sender: { address },
      conversationId: 'c',
      receivedAt: '2026-11-23T10:00:00.000Z',
    }),
  ]);
const owner = async (key: string) => (await items()).claims[key]?.ownerId;
const trust = (crmAddressesProve: boolean) => {
  const body = { ownDomains: [], freeMailExceptions: [], crmAddressesProve };
  return call(putSettings, { ...crm.tenant, body, method: 'PUT', path: '/api/settings' });
};

afterEach(async () => {
  expectClaimsToMatchIdentities(await items());
});

describe('an address that a conversation mentions for one contact', () => {
  it('becomes that of a contact which a person creates with it, or gives it to', async () => {
    const [first, second] = [await create({ name: 'Anna' }), await create({ name: 'Boris' })];
    await mention(first.id, { email: bob, phone: '+4915112345678' });
    const created = await create({ name: 'Bob', email: bob });
    expect(created).toMatchObject({ email: bob });
    expect((await patch(second.id, { phone: '+4915112345678' })).status).toBe(200);
    expect(await get(first.id)).toMatchObject({ email: null, phone: null });
    expect([await owner(`email#${bob}`), await owner('phone#+4915112345678')]).toEqual([created.id, second.id]);
    expect((await items()).duplicates).toHaveLength(4);
  });

  it('stays with it where an agent reports it for another contact, which does not show it', async () => {
    const [first, second] = [await create({ name: 'Anna' }), await create({ name: 'Boris' })];
    await mention(first.id, { email: bob });
    const apiKey = await addApiKey(crm.tenant.tenantId, ['contacts:write'], { kind: 'agent' });
    const reply = await call(updateContact, { ...crm.tenant, apiKey, id: second.id, body: { email: bob } });
    expect(reply).toMatchObject({ status: 200, body: { email: null } });
    expect(await owner(`email#${bob}`)).toBe(first.id);
    expect((await items()).duplicates).toMatchObject([{ weight: 'weak' }, { weight: 'weak' }]);
  });

  it('is released when a person corrects a typo, so that its true owner becomes a contact of their own', async () => {
    const contact = await create({ name: 'Anna' });
    await mention(contact.id, { email: 'ana@acme.de' });
    expect((await patch(contact.id, { email: 'anna@acme.de' })).status).toBe(200);
    await receive('ana@acme.de');
    await receive('anna@acme.de');
    const all = await items();
    expect(all.contacts).toHaveLength(2);
    expect(await owner('email#anna@acme.de')).toBe(contact.id);
    expect(all.duplicates).toEqual([]);
  });

  it('does not hide the address that the person writes from', async () => {
    await receive('anna@acme.de');
    const id = (await items()).contacts[0]?.contactId ?? '';
    await mention(id, { email: 'anna@gmail.com' });
    expect(await get(id)).toMatchObject({ email: 'anna@acme.de' });
    expect(await owner('email#anna@gmail.com')).toBe(id);
  });

  it.each([
    ['another value', '+4915187654321'],
    ['that there is none', null],
  ])('is not taken while a person states %s', async (_, phone) => {
    const { id } = await create({ name: 'Anna' });
    await patch(id, { phone });
    await mention(id, { phone: '+4915112345678' });
    expect(await get(id)).toMatchObject({ phone });
    expect(await owner('phone#+4915112345678')).toBeUndefined();
  });
});

describe('an email that the CRM knows', () => {
  async function resolved() {
    records.push({ ...anna, phones: ['+49301234567'], emails: ['anna@example.com', 'anna@home.example'] });
    const { id } = await create({ phone: '+49301234567' });
    crm.whileAsked = () => ({ structuredContent: { matches: records }, content: [] });
    await resolve(id);
    expect(await get(id)).toMatchObject({ email: 'anna@example.com', externalRef: 'crm-1' });
    const { body } = await call(getIdentities, { ...crm.tenant, id, method: 'GET' });
    return { id, strength: body.find(({ kind }: { kind: string }) => kind === 'email').strength };
  }

  it('does not decide who wrote', async () => {
    const { id, strength } = await resolved();
    await receive('anna@example.com');
    expect([strength, (await items()).contacts.length]).toEqual(['reported', 2]);
    expect(await get(id)).toMatchObject({ email: null });
  });

  it('decides who wrote where the tenant trusts its CRM', async () => {
    await trust(true);
    const { id, strength } = await resolved();
    for (const email of ['anna@example.com', 'anna@home.example']) {
      await receive(email);
      expect(await owner(`email#${email}`)).toBe(id);
    }
    expect([strength, (await items()).contacts.length]).toEqual(['confirmed', 1]);
    expect(await get(id)).toMatchObject({ email: 'anna@example.com' });
  });
});
