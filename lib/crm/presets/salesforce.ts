import { type Args, anyOf, limit, lookups, type Preset, phoneForms } from './preset.ts';

const query = (where: string): Args => ({
  q: `SELECT Id, FirstName, LastName, Email, Phone, MobilePhone, Account.Name FROM Contact WHERE ${where} LIMIT ${limit}`,
});

/**
 * For Salesforce's hosted server `platform/sobject-reads` of April 2026, whose tool is documented. Not tested: that its
 * argument is `q`, as in public clients, and that its result is that of the REST API's query.
 */
export const salesforce: Preset = {
  lookups: lookups(
    'soqlQuery',
    {
      email: query("Email = '{{email|soql}}'"),
      phone: query(anyOf(['Phone', 'MobilePhone'], phoneForms)),
      externalRef: query("Id = '{{externalRef|soql}}'"),
    },
    // SOQL refuses an id of another form. 003 is the prefix of contacts.
    '003000000000000AAA',
  ),
  result: {
    from: 'structured',
    items: ['records', 'result.records'],
    map: {
      externalRef: 'Id',
      emails: 'Email',
      phones: ['MobilePhone', 'Phone'],
      firstName: 'FirstName',
      lastName: 'LastName',
      companyName: 'Account.Name',
    },
  },
};
