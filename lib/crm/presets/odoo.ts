import { type Args, limit, lookups, type Preset } from './preset.ts';

const search = (field: string, operator: string, value: string): Args => ({
  model: 'res.partner',
  domain: [
    ['is_company', '=', false],
    [field, operator, value],
  ],
  fields: ['name', 'email', 'phone', 'parent_id'],
  limit,
});

/**
 * `mcp-server-odoo` 0.9 (ivnvxd), read in its source. `=ilike` finds an address whatever its case, and takes `_` and `%`
 * in it for wildcards, which only finds more. Not tried: `phone_sanitized`, which Odoo has with its SMS module.
 */
export const odoo: Preset = {
  lookups: lookups('search_records', {
    email: search('email', '=ilike', '{{email}}'),
    phone: search('phone_sanitized', '=', '{{phone}}'),
  }),
  result: {
    from: 'structured',
    items: 'records',
    map: { externalRef: 'id', emails: 'email', phones: 'phone', name: 'name', companyName: 'parent_id[1]' },
  },
};
