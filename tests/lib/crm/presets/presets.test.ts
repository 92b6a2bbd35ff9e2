import { readRecords } from '../../../../lib/crm/mapping/resultMapping.ts';
import { fillTemplate } from '../../../../lib/crm/mapping/template.ts';
import { templateFaults } from '../../../../lib/crm/mapping/templateFaults.ts';
import { presets } from '../../../../lib/crm/presets/presets.ts';
import { type PresetName, presetNames } from '../../../../schemas/crmConnection.ts';
import type { Lookup } from '../../../../schemas/crmLookups.ts';
import * as formats from '../../../../schemas/formats.ts';

const values = {
  tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
  email: "o'brien@x.de",
  phone: '+4915112345678',
  externalRef: "7'",
};

const argsOf = (name: PresetName, by: Lookup['by']) => {
  const lookup = presets[name].lookups.find((each) => each.by === by);
  return lookup && fillTemplate(lookup.args, values);
};

/** The presets whose tool can search by the id of a record. */
const withIds: readonly PresetName[] = ['default', 'hubspot', 'salesforce', 'dataverse'];

describe.each(presetNames)('the preset %s', (name) => {
  const { lookups, result } = presets[name];

  it('looks up by email, then by phone, with valid templates', () => {
    expect(lookups.map(({ by }) => by).slice(0, 2)).toEqual(['email', 'phone']);
    expect(lookups.slice(2).map(({ by }) => by)).toEqual(withIds.includes(name) ? ['externalRef'] : []);
    expect(lookups.flatMap(templateFaults)).toEqual([]);
  });

  it('limits the result to 10 records', () => {
    for (const { args } of lookups) expect(JSON.stringify(args)).toMatch(/limit"?:? ?10|TOP 10/i);
  });

  it('has valid paths', () => {
    const paths = [result.items, ...Object.values(result.map)].flat();
    expect(paths.filter((path) => !formats.path.validate(path) || path.length > 200)).toEqual([]);
  });
});

const anna = {
  externalRef: '7',
  firstName: 'Anna',
  lastName: 'Li',
  emails: ['a@x.de', 'b@x.de'],
  phones: ['+4915112345678', '030 123'],
  companyName: 'Acme',
};
const { phones, ...unphoned } = anna;

/** Results as each server documents them, or as they are expected where nobody has tested the server. */
const results: Record<PresetName, readonly [object, object]> = {
  default: [{ matches: [anna] }, anna],
  hubspot: [
    {
      results: [
        {
          id: '7',
          properties: {
            firstname: 'Anna',
            lastname: 'Li',
            email: 'a@x.de',
            hs_additional_emails: 'b@x.de',
            phone: '030 123',
            mobilephone: '+4915112345678',
            company: 'Acme',
          },
        },
      ],
      paging: null,
    },
    anna,
  ],
  salesforce: [
    {
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: 'Contact' },
          Id: '7',
          FirstName: 'Anna',
          LastName: 'Li',
          Email: 'a@x.de',
          Phone: '030 123',
          MobilePhone: '+4915112345678',
          Account: { attributes: { type: 'Account' }, Name: 'Acme' },
        },
      ],
    },
    { ...anna, emails: ['a@x.de'] },
  ],
  pipedrive: [
    {
      success: true,
      data: {
        items: [
          {
            result_score: 0.5,
            item: { id: 7, name: 'Anna Li', emails: anna.emails, phones, organization: { id: 1, name: 'Acme' } },
          },
        ],
      },
    },
    anna,
  ],
  attio: [
    {
      data: [
        {
          id: { workspace_id: 'w', object_id: 'o', record_id: '7' },
          values: {
            name: [{ first_name: 'Anna', last_name: 'Li', full_name: 'Anna Li' }],
            email_addresses: [{ email_address: 'a@x.de' }, { email_address: 'b@x.de' }],
            phone_numbers: [{ phone_number: '+4915112345678' }, { phone_number: '030 123' }],
          },
        },
      ],
    },
    { ...anna, companyName: null },
  ],
  dataverse: [
    [
      {
        contactid: '7',
        firstname: 'Anna',
        lastname: 'Li',
        emailaddress1: 'a@x.de',
        emailaddress2: 'b@x.de',
        emailaddress3: null,
        telephone1: '030 123',
        mobilephone: '+4915112345678',
      },
    ],
    { ...anna, companyName: null },
  ],
  odoo: [
    {
      records: [{ id: 7, name: 'Anna Li', email: 'a@x.de, b@x.de', phone: false, parent_id: [3, 'Acme'] }],
      total: 1,
      limit: 10,
      offset: 0,
      model: 'res.partner',
    },
    { ...unphoned, phones: [] },
  ],
  zoho: [
    {
      data: {
        data: [
          {
            id: '7',
            First_Name: 'Anna',
            Last_Name: 'Li',
            Email: 'a@x.de',
            Secondary_Email: 'b@x.de',
            Phone: '030 123',
            Mobile: '+4915112345678',
            'Account_Name.Account_Name': 'Acme',
          },
        ],
        info: { count: 1 },
      },
    },
    anna,
  ],
};

describe('the result of', () => {
  it.each(presetNames)('%s is read', (name) => {
    const [result, record] = results[name];
    expect(readRecords({ content: [{ type: 'text', text: JSON.stringify(result) }] }, presets[name].result)).toEqual([
      record,
    ]);
  });
});

describe('the arguments for', () => {
  it('the tool find_contact contain the address', () => {
    expect(argsOf('default', 'email')).toEqual({ email: "o'brien@x.de", limit: 10 });
    expect(argsOf('default', 'phone')).toEqual({ phone: '+4915112345678', limit: 10 });
  });

  it('HubSpot contain the address for both email fields, and a number in two forms for both phone fields', () => {
    expect(argsOf('hubspot', 'email')).toMatchObject({
      objectType: 'contacts',
      filterGroups: [
        { filters: [{ propertyName: 'email', operator: 'EQ', value: "o'brien@x.de" }] },
        { filters: [{ propertyName: 'hs_additional_emails', operator: 'EQ', value: "o'brien@x.de" }] },
      ],
    });
    expect(JSON.stringify(argsOf('hubspot', 'phone')).match(/"\+?4915112345678"/g)).toHaveLength(4);
  });

  it.each<[PresetName, object]>([
    ['default', { externalRef: "7'", limit: 10 }],
    ['hubspot', { filterGroups: [{ filters: [{ propertyName: 'hs_object_id', operator: 'EQ', value: "7'" }] }] }],
    ['salesforce', { q: expect.stringContaining("WHERE Id = '7\\'' LIMIT 10") }],
    ['dataverse', { querytext: expect.stringContaining("WHERE contactid = '7'''") }],
  ])('%s contain the id of a record', (name, part) => {
    expect(argsOf(name, 'externalRef')).toMatchObject(part);
  });

  it.each<[PresetName, string]>([
    ['salesforce', "WHERE Email = 'o\\'brien@x.de' LIMIT 10"],
    ['dataverse', "WHERE emailaddress1 in ('o''brien@x.de') or emailaddress2 in ('o''brien@x.de') or"],
    ['zoho', "where Email in ('o''brien@x.de') or Secondary_Email in ('o''brien@x.de') limit 10"],
  ])('%s contain the address escaped for its query language', (name, part) => {
    expect(
      Object.values(argsOf(name, 'email') ?? {})
        .map((value) => JSON.stringify(value))
        .join(),
    ).toContain(JSON.stringify(part).slice(1, -1));
  });
});
