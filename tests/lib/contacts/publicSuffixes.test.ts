import { rejectPublicSuffixes } from '../../../lib/contacts/publicSuffixes.ts';

describe('rejectPublicSuffixes', () => {
  it.each([
    'acme.co.uk',
    'acme.de',
    'mail.acme.de',
    'bücher.example',
    'acme.github.io',
    'xn--bcher-kva.de',
  ])('accepts %s', (domain) => {
    expect(() => rejectPublicSuffixes({ ownDomains: [domain], freeMailExceptions: [domain] })).not.toThrow();
  });

  it.each(['co.uk', 'de', 'CO.UK', 'github.io', '公司.cn'])('rejects %s', (domain) => {
    expect(() => rejectPublicSuffixes({ ownDomains: [domain], freeMailExceptions: [] })).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });

  it('points to every public suffix', () => {
    const settings = { ownDomains: ['acme.de', 'co.uk'], freeMailExceptions: ['com'] };
    const message = (place: string) => `${place} must be a domain that somebody owns, not a public suffix`;
    expect(() => rejectPublicSuffixes(settings)).toThrow(
      expect.objectContaining({
        code: 'invalid',
        facts: {
          faults: [
            { pointer: '/ownDomains/1', message: message('ownDomains/1') },
            { pointer: '/freeMailExceptions/0', message: message('freeMailExceptions/0') },
          ],
        },
      }),
    );
  });

  it('accepts empty lists', () => {
    expect(() => rejectPublicSuffixes({ ownDomains: [], freeMailExceptions: [] })).not.toThrow();
  });
});
