import { type Args, anyOf, limit, lookups, numbers, type Preset } from './preset.ts';

const query = (where: string): Args => ({
  querytext: `SELECT TOP ${limit} contactid, firstname, lastname, emailaddress1, emailaddress2, emailaddress3, telephone1, mobilephone FROM contact WHERE ${where}`,
});

/**
 * Microsoft's Dataverse server, general availability of 2026: tool and argument as clients in public repositories have
 * them. Not tried: the form of its answer. The company is in another table, so it is not told.
 */
export const dataverse: Preset = {
  lookups: lookups('read_query', {
    email: query(anyOf(['emailaddress1', 'emailaddress2', 'emailaddress3'], ['{{email|sql}}'])),
    phone: query(anyOf(['telephone1', 'mobilephone'], numbers)),
  }),
  result: {
    from: 'structured',
    items: ['value', 'rows', 'records', 'result', '$'],
    map: {
      externalRef: 'contactid',
      emails: ['emailaddress1', 'emailaddress2', 'emailaddress3'],
      phones: ['mobilephone', 'telephone1'],
      firstName: 'firstname',
      lastName: 'lastname',
    },
  },
};
