import { randomUUID } from 'node:crypto';
import type { CircuitBreaker } from '../../../../lib/contacts/circuitBreaker.ts';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { requireResolvable } from '../../../../lib/dynamo/tenants/requireResolvable.ts';
import { mergeInto } from '../../../support/merged.ts';
import { startService } from '../../../support/service.ts';
import { identity, verifiedAt } from '../../contacts/storedContact.ts';
import { insert, interfere, stored } from '../contacts/stored.ts';
import { connect } from './someConnection.ts';

await startService();

async function contactWith(attributes: Partial<StoredContact> = {}): Promise<StoredContact> {
  const contact = await insert(randomUUID(), identity('email', 'a@one.example', verifiedAt(1)));
  await interfere(contact, attributes);
  return stored(contact);
}

const require = ({ tenantId, contactId }: StoredContact) => requireResolvable(tenantId, contactId);

describe('requireResolvable', () => {
  it.each<[string, CircuitBreaker]>([
    ['closed', { failures: 3 }],
    ['half open', { failures: 5, openUntil: 1 }],
  ])('gets an unresolved contact with an address where the circuit is %s', async (_, breaker) => {
    const contact = await contactWith();
    await connect(contact.tenantId, { breaker });
    expect(await require(contact)).toEqual(contact);
  });

  it('gets the survivor of a merged contact', async () => {
    const survivor = await contactWith();
    await connect(survivor.tenantId);
    const merged = await insert(survivor.tenantId);
    await mergeInto(merged.tenantId, survivor.contactId, merged.contactId);
    expect(await require(merged)).toMatchObject({ contactId: survivor.contactId });
  });

  it('throws `contact_not_found` for a contact that does not exist', async () => {
    await expect(requireResolvable(randomUUID(), randomUUID())).rejects.toMatchObject({ code: 'contact_not_found' });
  });

  it.each<[string, Partial<StoredContact>]>([
    ['is linked by a machine', { resolutionStatus: 'crm_resolved', externalRef: '1' }],
    ['is linked by a person', { resolutionStatus: 'manually_resolved', externalRef: '1' }],
    ['is linked and has no address', { resolutionStatus: 'manually_resolved', externalRef: '1', identities: {} }],
  ])('gets a contact that %s', async (_, attributes) => {
    const contact = await contactWith(attributes);
    await connect(contact.tenantId);
    expect(await require(contact)).toEqual(contact);
  });

  it('throws `not_resolvable` for a contact that has neither a link nor an address', async () => {
    const contact = await contactWith({ identities: {} });
    await connect(contact.tenantId);
    await expect(require(contact)).rejects.toMatchObject({ code: 'not_resolvable' });
  });

  it.each<[string, CircuitBreaker]>([
    ['rejects the credentials', { failures: 0, authFailed: true }],
    ['has an open circuit', { failures: 5, openUntil: Date.now() + 60_000, reason: 'no answer' }],
  ])('throws `not_resolvable` where the CRM %s', async (_, breaker) => {
    const contact = await contactWith();
    await connect(contact.tenantId, { breaker });
    await expect(require(contact)).rejects.toMatchObject({ code: 'not_resolvable' });
  });

  it('throws `not_resolvable` where the tenant has no connection', async () => {
    await expect(require(await contactWith())).rejects.toMatchObject({ code: 'not_resolvable' });
  });
});
