import { limit, lookups, type Preset } from './preset.ts';

/**
 * The tool `find_contact` of a server that a tenant writes itself: lib/crm/README.md, "Your own MCP server". Its
 * argument `externalRef` is optional.
 */
export const findContact: Preset = {
  lookups: lookups('find_contact', {
    email: { email: '{{email}}', limit },
    phone: { phone: '{{phone}}', limit },
    externalRef: { externalRef: '{{externalRef}}', limit },
  }),
  result: {
    from: 'structured',
    items: 'matches',
    truncated: 'truncated',
    map: {
      externalRef: 'externalRef',
      emails: 'emails[*]',
      phones: 'phones[*]',
      firstName: 'firstName',
      lastName: 'lastName',
      companyName: 'companyName',
    },
  },
};
