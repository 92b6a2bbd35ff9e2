import { type Args, limit, lookups, type Preset, phoneForms } from './preset.ts';

const search = (names: readonly string[], values: readonly string[]): Args => ({
  objectType: 'contacts',
  filterGroups: names.flatMap((propertyName) =>
    values.map((value) => ({ filters: [{ propertyName, operator: 'EQ', value }] })),
  ),
  properties: ['firstname', 'lastname', 'email', 'hs_additional_emails', 'phone', 'mobilephone', 'company'],
  limit,
});

/**
 * For `@hubspot/mcp-server` 0.4.0 behind an HTTP bridge, which the tests run. HubSpot's hosted server has other tools.
 */
export const hubspot: Preset = {
  lookups: lookups('hubspot-search-objects', {
    email: search(['email', 'hs_additional_emails'], ['{{email}}']),
    phone: search(['phone', 'mobilephone'], phoneForms),
    externalRef: search(['hs_object_id'], ['{{externalRef}}']),
  }),
  result: {
    from: 'text',
    items: 'results',
    map: {
      externalRef: 'id',
      emails: ['properties.email', 'properties.hs_additional_emails'],
      phones: ['properties.mobilephone', 'properties.phone'],
      firstName: 'properties.firstname',
      lastName: 'properties.lastname',
      companyName: 'properties.company',
    },
  },
};
