import { fingerprintOf, hasLookupAddress, lookupAddressesOf } from '../../../lib/contacts/lookupAddresses.ts';
import { owning } from './storedContact.ts';

describe('lookupAddressesOf', () => {
  it('is the email and the phone that callers see', () => {
    expect(
      lookupAddressesOf(
        owning({
          manual: { email: [null, 1, 'x'] },
          sender: { email: ['a@b.de', 1, 'x'], phone: ['+15550100', 1, 'x'], firstName: ['Anna', 1, 'x'] },
        }),
      ),
    ).toEqual({ email: null, phone: '+15550100' });
  });
});

describe('hasLookupAddress', () => {
  it.each([
    [true, { email: 'a@b.de', phone: null }],
    [true, { email: null, phone: '+15550100' }],
    [false, { email: null, phone: null }],
  ])('is %p for %j', (expected, addresses) => {
    expect(hasLookupAddress(addresses)).toBe(expected);
  });
});

describe('fingerprintOf', () => {
  it('differs for different addresses, and is the same for the same', () => {
    const all = [
      { email: 'a@b.de', phone: null },
      { email: null, phone: 'a@b.de' },
      { email: 'a@b.de', phone: '+15550100' },
      { email: null, phone: null },
      { email: '', phone: null },
      { email: 'A@b.de', phone: null },
    ];
    expect(new Set(all.map(fingerprintOf)).size).toBe(all.length);
    expect(all.map((each) => fingerprintOf({ ...each }))).toEqual(all.map(fingerprintOf));
  });

  it('does not contain the addresses', () => {
    expect(fingerprintOf({ email: 'a@b.de', phone: '+15550100' })).toMatch(/^[\w-]{43}$/);
  });
});
