import { isUnresolved, toContact } from '../../../lib/contacts/contact.ts';
import { contact as contract } from '../../../schemas/contact.ts';
import { storedContact } from './storedContact.ts';

describe('isUnresolved', () => {
  it.each([
    [true, {}],
    [false, { resolutionStatus: 'crm_resolved' }],
    [false, { resolutionStatus: 'manually_resolved' }],
    [false, { mergedInto: 'another' }],
  ] as const)('is %p for %j', (expected, attributes) => {
    expect(isUnresolved(storedContact(attributes))).toBe(expected);
  });
});

describe('toContact', () => {
  const stored = storedContact({
    sources: {
      manual: { firstName: ['Anna', 1, 'x'], lastName: [null, 1, 'x'] },
      sender: { email: ['a@b.de', 1, 'x'] },
    },
    identities: { 'email#a@b.de': { kind: 'email', value: 'a@b.de' } },
    resolutionStatus: 'crm_resolved',
    externalRef: 'record-1',
    resolvedAt: 'then',
    mergedInto: 'another',
  });

  it('returns exactly what callers see', () => {
    expect(toContact(stored)).toEqual({
      id: stored.contactId,
      tenantId: stored.tenantId,
      externalRef: 'record-1',
      resolutionStatus: 'crm_resolved',
      firstName: 'Anna',
      lastName: null,
      email: 'a@b.de',
      phone: null,
      companyName: null,
      createdAt: stored.createdAt,
      updatedAt: stored.updatedAt,
    });
    expect(Object.keys(toContact(stored)).sort()).toEqual([...contract.required].sort());
  });

  it('shows null where there is no link', () => {
    expect(toContact(storedContact()).externalRef).toBeNull();
  });
});
