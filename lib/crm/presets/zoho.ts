import { type Args, anyOf, limit, lookups, type Preset, phoneForms } from './preset.ts';

const query = (where: string): Args => ({
  body: {
    select_query: `select id, First_Name, Last_Name, Email, Secondary_Email, Phone, Mobile, Account_Name.Account_Name from Contacts where ${where} limit ${limit}`,
  },
});

/**
 * For Zoho's hosted server of 2026 with the action `executeCOQLQuery`. Tool, argument and result are those in public
 * clients; none is tested. If the server, as these clients suggest, reports both an empty result and an error as plain
 * text, it cannot be connected, because the two look alike. No lookup by externalRef: nothing says how COQL
 * compares ids.
 */
export const zoho: Preset = {
  lookups: lookups('ZohoCRM_executeCOQLQuery', {
    email: query(anyOf(['Email', 'Secondary_Email'], ['{{email|coql}}'])),
    phone: query(anyOf(['Phone', 'Mobile'], phoneForms)),
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
