import { isOwnDomain } from '../../../lib/contacts/ownDomains.ts';

describe('isOwnDomain', () => {
  const ownDomains = ['acme.example', 'bücher.example'];

  it.each([
    [true, 'acme.example'],
    [true, 'ACME.Example'],
    [true, 'mail.acme.example'],
    [true, 'a.b.acme.example'],
    [true, 'xn--bcher-kva.example'],
    [true, 'BÜCHER.example'],
    [true, 'shop.bücher.example'],
    [false, 'notacme.example'],
    [false, 'example'],
    [false, 'acme.example.org'],
    [false, ''],
    [false, 'not a domain'],
    [false, '999.999'],
  ])('is %p for %j', (expected, domain) => {
    expect(isOwnDomain(domain, { ownDomains })).toBe(expected);
  });

  it('is false where the tenant has none', () => {
    expect(isOwnDomain('acme.example', { ownDomains: [] })).toBe(false);
  });

  it('reads own domains in Punycode and in any case too', () => {
    expect(isOwnDomain('bücher.example', { ownDomains: ['XN--BCHER-KVA.Example'] })).toBe(true);
  });
});
