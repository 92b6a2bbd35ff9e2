import { type Args, limit, lookups, type Preset } from './preset.ts';

const records = (attribute: string, value: string): Args => ({
  object: 'people',
  filter: { attribute, op: 'eq', value },
  limit,
});

/**
 * For Attio's hosted server of 2026, whose tool a public directory lists. Not tested: the arguments, which are copied
 * from a public workflow, and that the result is that of Attio's REST API. That has only a reference to the company, so
 * no company name. No lookup by externalRef: nothing says that the tool filters by the id of a record.
 */
export const attio: Preset = {
  lookups: lookups('list-records', {
    email: records('email_addresses', '{{email}}'),
    phone: records('phone_numbers', '{{phone}}'),
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
};
