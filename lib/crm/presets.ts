import type { Lookup, PresetName, ResultMapping } from '../../schemas/crmConnection.ts';

export type Preset = { readonly lookups: Lookup[]; readonly result: ResultMapping };
type Args = Lookup['args'];

const limit = 10;

const lookups = (tool: string, { email, phone }: { readonly email: Args; readonly phone: Args }): Lookup[] => [
  { by: 'email', tool, args: email },
  { by: 'phone', tool, args: phone },
];

/** Most CRMs search a number as it was typed in; these are the two forms that can be known. */
const numbers = ['{{phone}}', '{{phone|digits}}'] as const;

/** One condition of a query for each column, that it holds one of the texts. */
const anyOf = (columns: readonly string[], texts: readonly string[]): string =>
  columns.map((column) => `${column} in (${texts.map((text) => `'${text}'`).join(', ')})`).join(' or ');

const hubspotArgs = (names: readonly string[], values: readonly string[]): Args => ({
  objectType: 'contacts',
  filterGroups: names.flatMap((propertyName) =>
    values.map((value) => ({ filters: [{ propertyName, operator: 'EQ', value }] })),
  ),
  properties: ['firstname', 'lastname', 'email', 'hs_additional_emails', 'phone', 'mobilephone', 'company'],
  limit,
});

const soql = (where: string): Args => ({
  q: `SELECT Id, FirstName, LastName, Email, Phone, MobilePhone, Account.Name FROM Contact WHERE ${where} LIMIT ${limit}`,
});

const sql = (where: string): Args => ({
  querytext: `SELECT TOP ${limit} contactid, firstname, lastname, emailaddress1, emailaddress2, emailaddress3, telephone1, mobilephone FROM contact WHERE ${where}`,
});

const coql = (where: string): Args => ({
  body: {
    select_query: `select id, First_Name, Last_Name, Email, Secondary_Email, Phone, Mobile, Account_Name.Account_Name from Contacts where ${where} limit ${limit}`,
  },
});

const attioArgs = (attribute: string, value: string): Args => ({
  object: 'people',
  filter: { attribute, op: 'eq', value },
  limit,
});

const odooArgs = (field: string, operator: string, value: string): Args => ({
  model: 'res.partner',
  domain: [
    ['is_company', '=', false],
    [field, operator, value],
  ],
  fields: ['name', 'email', 'phone', 'parent_id'],
  limit,
});

/**
 * How known servers are asked about a person, and how their answers are read. Each is told for which server it was made, and
 * what of it nobody has tried against that server: the check when a connection is put shows whether it fits.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  /** The contract for a server that a tenant writes; README, "An MCP server for any other CRM". */
  default: {
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
  },

  /** `@hubspot/mcp-server` 0.4.0 over an HTTP bridge, read in its source. HubSpot's hosted server has other tools. */
  hubspot: {
    lookups: lookups('hubspot-search-objects', {
      email: hubspotArgs(['email', 'hs_additional_emails'], ['{{email}}']),
      phone: hubspotArgs(['phone', 'mobilephone'], numbers),
    }),
    result: {
      from: 'text',
      items: 'results',
      map: {
        externalRef: 'id',
        emails: ['properties.email', 'properties.hs_additional_emails'],
        phones: ['properties.mobilephone', 'properties.phone'],
        firstName: 'properties.firstname',
        lastName: 'properties.lastname',
        companyName: 'properties.company',
      },
    },
  },

  /**
   * Salesforce's hosted server `platform/sobject-reads` of April 2026, whose tool is documented. Not tried: that its argument
   * is `q`, as public clients have it, and that it answers as the REST API's query does.
   */
  salesforce: {
    lookups: lookups('soqlQuery', {
      email: soql("Email = '{{email|soql}}'"),
      phone: soql(anyOf(['Phone', 'MobilePhone'], numbers)),
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
  },

  /**
   * Pipedrive's hosted server of June 2026, whose tool a public directory lists. Not tried: that arguments and answer are
   * those of the operation of the same name in Pipedrive's API v2.
   */
  pipedrive: {
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
  },

  /**
   * Attio's hosted server of 2026, whose tool a public directory lists. Not tried: the arguments, which a public workflow has so, and
   * that the answer is that of Attio's REST API. A company is but a reference there, so it is not told.
   */
  attio: {
    lookups: lookups('list-records', {
      email: attioArgs('email_addresses', '{{email}}'),
      phone: attioArgs('phone_numbers', '{{phone}}'),
    }),
    result: {
      from: 'structured',
      items: ['data', 'records', '$'],
      map: {
        externalRef: ['id.record_id', 'record_id'],
        emails: ['values.email_addresses[*].email_address', 'email_addresses[*].email_address', 'email_addresses[*]'],
        phones: ['values.phone_numbers[*].phone_number', 'phone_numbers[*].phone_number', 'phone_numbers[*]'],
        name: ['values.name[0].full_name', 'name.full_name', 'name'],
        firstName: ['values.name[0].first_name', 'name.first_name'],
        lastName: ['values.name[0].last_name', 'name.last_name'],
      },
    },
  },

  /**
   * Microsoft's Dataverse server, general availability of 2026: tool and argument as clients in public repositories have
   * them. Not tried: the form of its answer. The company is in another table, so it is not told.
   */
  dataverse: {
    lookups: lookups('read_query', {
      email: sql(anyOf(['emailaddress1', 'emailaddress2', 'emailaddress3'], ['{{email|sql}}'])),
      phone: sql(anyOf(['telephone1', 'mobilephone'], numbers)),
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
  },

  /**
   * `mcp-server-odoo` 0.9 (ivnvxd), read in its source. `=ilike` finds an address whatever its case, and takes `_` and `%`
   * in it for wildcards, which only finds more. Not tried: `phone_sanitized`, which Odoo has with its SMS module.
   */
  odoo: {
    lookups: lookups('search_records', {
      email: odooArgs('email', '=ilike', '{{email}}'),
      phone: odooArgs('phone_sanitized', '=', '{{phone}}'),
    }),
    result: {
      from: 'structured',
      items: 'records',
      map: { externalRef: 'id', emails: 'email', phones: 'phone', name: 'name', companyName: 'parent_id[1]' },
    },
  },

  /**
   * Zoho's hosted server of 2026 with the action `executeCOQLQuery`: tool, argument and answer as clients in public
   * repositories have them, not tried. By them it answers about nobody with a sentence in place of a list, as about what
   * failed; then it can't be connected this way, because the two can't be told apart.
   */
  zoho: {
    lookups: lookups('ZohoCRM_executeCOQLQuery', {
      email: coql(anyOf(['Email', 'Secondary_Email'], ['{{email|coql}}'])),
      phone: coql(anyOf(['Phone', 'Mobile'], numbers)),
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
  },
};
