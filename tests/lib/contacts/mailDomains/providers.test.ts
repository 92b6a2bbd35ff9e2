import { employersInLists, missingProviders } from '../../../../lib/contacts/mailDomains/providers.ts';
import { mailDomains } from '../../../../schemas/compiled/mailDomains.js';

const listed = new Set(mailDomains);

it('The missing providers are in no list', () => {
  expect(missingProviders.filter((domain) => listed.has(domain))).toEqual([]);
});

it('The employers in lists are in one, or the exception is no longer needed', () => {
  expect(employersInLists.filter((domain) => !listed.has(domain))).toEqual([]);
});
