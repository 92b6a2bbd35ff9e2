import { type Args, limit, lookups, type Preset } from './preset.ts';

const records = (attribute: string, value: string): Args => ({
  object: 'people',
  filter: { attribute, op: 'eq', value },
  limit,
});

/**
 * Attio's hosted server of 2026, whose tool a public directory lists. Not tried: the arguments, which a public workflow has so, and
 * that the answer is that of Attio's REST API. A company is but a reference there, so it is not told.
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
