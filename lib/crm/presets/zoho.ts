import { type Args, anyOf, limit, lookups, numbers, type Preset } from './preset.ts';

const query = (where: string): Args => ({
  body: {
    select_query: `select id, First_Name, Last_Name, Email, Secondary_Email, Phone, Mobile, Account_Name.Account_Name from Contacts where ${where} limit ${limit}`,
  },
});

/**
 * Zoho's hosted server of 2026 with the action `executeCOQLQuery`: tool, argument and answer as clients in public
 * repositories have them, not tried. By them it answers about nobody with a sentence in place of a list, as about what
 * failed; then it can't be connected this way, because the two can't be told apart.
 */
export const zoho: Preset = {
  lookups: lookups('ZohoCRM_executeCOQLQuery', {
    email: query(anyOf(['Email', 'Secondary_Email'], ['{{email|coql}}'])),
    phone: query(anyOf(['Phone', 'Mobile'], numbers)),
  }),
  result: {
    from: 'structured',
    items: ['data.data', 'data'],
    map: {
      externalRef: 'id',
      emails: ['Email', 'Secondary_Email'],
      phones: ['Mobile', 'Phone'],
      firstName: 'First_Name',
      lastName: 'Last_Name',
      companyName: '["Account_Name.Account_Name"]',
    },
  },
};
