import { limit, lookups, type Preset } from './preset.ts';

/** The contract for a server that a tenant writes; README, "An MCP server for any other CRM". */
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
