import type { StoredContact } from '../../../lib/contacts/contact.ts';
import { isSameTarget, lookupTargetOf } from '../../../lib/contacts/lookupTarget.ts';
import { identity, storedContact, verifiedAt } from './storedContact.ts';

const [a, b] = ['a@one.example', 'b@one.example'];
const unresolved = storedContact({
  sources: { manual: { email: [b, 2, 'key:1'] } },
  identities: {
    ...identity('email', a, verifiedAt(1)),
    ...identity('email', b),
    'chat#42': { kind: 'chat', value: '42', ...verifiedAt(1) },
  },
});
const linkedTo = (externalRef: string, attributes: Partial<StoredContact> = {}) =>
  lookupTargetOf({ ...unresolved, resolutionStatus: 'crm_resolved', externalRef, ...attributes });

describe('lookupTargetOf', () => {
  it('has the visible addresses of an unresolved contact', () => {
    expect(lookupTargetOf(unresolved)).toEqual({ addresses: { email: b, phone: null } });
  });

  it('has the linked record, its last known addresses, and the addresses that make it the record of the contact', () => {
    const crm = { email: [a, 1, 'crm:x'], phone: ['+442079460000', 1, 'crm:x'] } as const;
    expect(
      linkedTo('1', {
        sources: { ...unresolved.sources, crm },
        identities: { ...unresolved.identities, ...identity('phone', '+442079460000') },
      }),
    ).toEqual({
      addresses: { email: b, phone: '+442079460000' },
      link: {
        externalRef: '1',
        isFinal: false,
        isKnown: true,
        addresses: { email: a, phone: '+442079460000' },
        evidence: [
          { by: 'email', value: b },
          { by: 'phone', value: '+442079460000' },
          { by: 'email', value: a },
        ],
      },
    });
  });

  it('says by what the record was found last, if that was this record', () => {
    const contact = { ...unresolved, externalRef: '1' };
    const foundBy = (externalRef: string) =>
      lookupTargetOf(contact, { found: { externalRef, by: 'email' } }).link?.foundBy;
    expect([foundBy('1'), foundBy('2')]).toEqual(['email', undefined]);
  });

  it('says whether a person has made the link, and whether the CRM has stated anything', () => {
    expect(linkedTo('1', { resolutionStatus: 'manually_resolved' }).link).toMatchObject({
      isFinal: true,
      isKnown: false,
      addresses: { email: null, phone: null },
    });
  });
});

describe('isSameTarget', () => {
  it.each<[boolean, Partial<StoredContact>]>([
    [true, { version: 8, writeIds: ['later', '', '', ''] }],
    [true, { sources: { ...unresolved.sources, crm: { companyName: ['Acme', 1, 'crm:x'] } } }],
    [false, { sources: { manual: { email: [a, 2, 'key:1'] } } }],
    [false, { externalRef: '2' }],
    [false, { resolutionStatus: 'manually_resolved' }],
  ])('is %p after a change of %j', (expected, attributes) => {
    expect(isSameTarget(linkedTo('1'), linkedTo('1', attributes))).toBe(expected);
  });

  it('is false between a contact that is linked and one that is not', () => {
    expect(isSameTarget(lookupTargetOf(unresolved), linkedTo('1'))).toBe(false);
    expect(isSameTarget(lookupTargetOf(unresolved), lookupTargetOf(unresolved))).toBe(true);
  });
});
