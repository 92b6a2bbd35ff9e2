import { limit, lookups, type Preset } from './preset.ts';

/** The tool `find_contact` of a server that a tenant writes itself: lib/crm/README.md, "Your own MCP server". */
export const findContact: Preset = {
  lookups: lookups('find_contact', { email: { email: '{{email}}', limit }, phone: { phone: '{{phone}}', limit } }),
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
