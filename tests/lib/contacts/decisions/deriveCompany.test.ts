import { deriveCompany } from '../../../../lib/contacts/decisions/deriveCompany.ts';
import type { Assertions, Sources } from '../../../../lib/contacts/sources.ts';
import type { Settings } from '../../../../schemas/settings.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { owning, storedContact } from '../storedContact.ts';
import { anyState, commit } from './simulation.ts';

const now = 9000;
const none: Settings = { ownDomains: [], freeMailExceptions: [] };
const email = (value: string | null, at = 1): Assertions => ({ email: [value, at, 'x'] });
const company = (name: string, domain: string, at = 1): Sources => ({
  domain: { companyName: [name, at, `domain:${domain}`, domain] },
});
const contactWith = (sources: Sources) => storedContact({ ...owning(sources), sources: { manual: {}, ...sources } });
const derive = (sources: Sources, settings = none) => deriveCompany(contactWith(sources), settings, now);

describe('deriveCompany', () => {
  it('asserts the company that the domain of the visible email implies, since the email is asserted', () => {
    const contact = contactWith({ sender: email('a@acme.example', 7), conversation: email('a@other.example', 3) });
    expect(deriveCompany(contact, none, now)).toEqual({
      contact,
      actor: 'domain:acme.example',
      at: now,
      sources: { domain: { companyName: ['Acme', 7, 'domain:acme.example', 'acme.example'] } },
    });
  });

  it('replaces the company of another domain', () => {
    const sources = { ...company('Other', 'other.example'), manual: email('a@acme.example', 4) };
    expect(derive(sources)).toMatchObject({
      actor: 'domain:acme.example',
      sources: company('Acme', 'acme.example', 4),
    });
  });

  it('replaces the company of another subdomain, although it has the same name', () => {
    const sources = { ...company('Acme', 'mail.acme.example'), sender: email('a@acme.example') };
    expect(derive(sources)).toMatchObject({ sources: company('Acme', 'acme.example') });
  });

  it('replaces another name that was derived from the same domain', () => {
    const sources = { ...company('Acme Old', 'acme.example'), sender: email('a@acme.example') };
    expect(derive(sources)).toMatchObject({ sources: company('Acme', 'acme.example') });
  });

  it.each<[string, Sources, Settings]>([
    ['there is no email', {}, none],
    ['a person states that there is no email', { manual: email(null), sender: email('a@gmail.com') }, none],
    ['the email is that of a mail provider', { sender: email('a@gmail.com') }, none],
    ['the company is derived already', { ...company('Acme', 'acme.example'), sender: email('a@acme.example') }, none],
    [
      'the company is derived already from an email with the same domain that was asserted at another time',
      { ...company('Acme', 'acme.example', 1), sender: email('b@acme.example', 8) },
      none,
    ],
    ['the domain is one of the tenant', { sender: email('a@acme.example') }, { ...none, ownDomains: ['acme.example'] }],
  ])('leaves the contact unchanged where %s', (_, sources, settings) => {
    expect(derive(sources, settings)).toBe('unchanged');
  });

  it.each<[string, Sources, Settings]>([
    ['there is no email any more', {}, none],
    ['a person states that there is no email', { manual: email(null), sender: email('a@acme.example') }, none],
    ['the email is that of a mail provider', { sender: email('a@gmail.com') }, none],
    [
      'the domain has become one of the tenant',
      { sender: email('a@acme.example') },
      { ...none, ownDomains: ['acme.example'] },
    ],
  ])('removes a derived company where %s', (_, sources, settings) => {
    expect(derive({ ...company('Acme', 'acme.example'), ...sources }, settings)).toMatchObject({
      actor: 'domain:acme.example',
      at: now,
      sources: { domain: null },
    });
  });

  it('writes to no source but its own, and claims nothing', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const after = commit(state, deriveCompany(state.contact, none, now));
        const { domain: _, ...others } = after.contact.sources;
        const { domain: __, ...before } = state.contact.sources;
        expect(others).toEqual(before);
        expect(after.claims).toEqual(state.claims);
      }),
      runOptions(300),
    );
  });
});
