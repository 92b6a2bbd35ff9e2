import { isOwnDomain } from '../../../lib/contacts/ownDomains.ts';

const settings = { ownDomains: ['our-company.example', 'EIGENE-Bücher.de', 'xn--mller-kva.example'] };

describe('isOwnDomain', () => {
  it.each([
    ['our-company.example', true],
    ['OUR-Company.Example', true],
    ['mail.our-company.example', true],
    ['a.b.our-company.example', true],
    ['eigene-bücher.de', true],
    ['EIGENE-BÜCHER.DE', true],
    ['xn--eigene-bcher-klb.de', true],
    ['mail.Eigene-Bu\u0308cher.de', true],
    ['müller.example', true],
    ['XN--MLLER-KVA.example', true],
    ['not-our-company.example', false],
    ['our-company.example.com', false],
    ['company.example', false],
    ['example', false],
    ['', false],
    ['.', false],
    ['our company.example', false],
    ['999.999', false],
  ])('of %j is %s', (domain, isOwn) => {
    expect(isOwnDomain(domain, settings)).toBe(isOwn);
  });

  it('is false where the tenant has no own domains, or none that can be a domain', () => {
    expect(isOwnDomain('acme.de', { ownDomains: [] })).toBe(false);
    expect(isOwnDomain('acme.de', { ownDomains: ['', 'a b', '\u200d.0x'] })).toBe(false);
    expect(isOwnDomain('', { ownDomains: [''] })).toBe(false);
  });
});
