import { limit, lookups, type Preset } from './preset.ts';

/**
 * For Pipedrive's hosted server of June 2026, whose tool a public directory lists. Not tested: that arguments and
 * result are those of the operation with the same name in Pipedrive's API v2. No lookup by externalRef: a search does
 * not cover ids, and getting one person reports an absent one as an error.
 */
export const pipedrive: Preset = {
  lookups: lookups('searchPersons', {
    email: { term: '{{email}}', fields: 'email', exact_match: true, limit },
    phone: { term: '{{phone|digits}}', fields: 'phone', limit },
  }),
  result: {
    from: 'structured',
    items: ['data.items', 'items'],
    map: {
      externalRef: 'item.id',
      emails: 'item.emails[*]',
      phones: 'item.phones[*]',
      name: 'item.name',
      companyName: 'item.organization.name',
    },
  },
};
