import { type Args, anyOf, limit, lookups, type Preset, phoneForms } from './preset.ts';

const query = (where: string): Args => ({
  querytext: `SELECT TOP ${limit} contactid, firstname, lastname, emailaddress1, emailaddress2, emailaddress3, telephone1, mobilephone FROM contact WHERE ${where}`,
});

/**
 * For Microsoft's Dataverse server (generally available since 2026), with the tool and the argument that clients in
 * public repositories use. Not tested: the form of its result. The company is in another table, so there is no company
 * name.
 */
export const dataverse: Preset = {
  lookups: lookups(
    'read_query',
    {
      email: query(anyOf(['emailaddress1', 'emailaddress2', 'emailaddress3'], ['{{email|sql}}'])),
      phone: query(anyOf(['telephone1', 'mobilephone'], phoneForms)),
      externalRef: query("contactid = '{{externalRef|sql}}'"),
    },
    '00000000-0000-0000-0000-000000000000',
  ),
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
