import { type Args, anyOf, limit, lookups, numbers, type Preset } from './preset.ts';

const query = (where: string): Args => ({
  q: `SELECT Id, FirstName, LastName, Email, Phone, MobilePhone, Account.Name FROM Contact WHERE ${where} LIMIT ${limit}`,
});

/**
 * Salesforce's hosted server `platform/sobject-reads` of April 2026, whose tool is documented. Not tried: that its argument
 * is `q`, as public clients have it, and that it answers as the REST API's query does.
 */
export const salesforce: Preset = {
  lookups: lookups('soqlQuery', {
    email: query("Email = '{{email|soql}}'"),
    phone: query(anyOf(['Phone', 'MobilePhone'], numbers)),
  }),
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
