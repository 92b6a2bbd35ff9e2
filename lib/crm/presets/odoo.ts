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
 * For `mcp-server-odoo` 0.9 (ivnvxd), written from its source. `=ilike` ignores case, and compares with a pattern of
 * PostgreSQL. Not tested: `phone_sanitized`, a field of Odoo's SMS module. No lookup by externalRef: ids are
 * numbers there, and what replaces a placeholder is a text.
 */
export const odoo: Preset = {
  lookups: lookups('search_records', {
    email: search('email', '=ilike', '{{email|like}}'),
    phone: search('phone_sanitized', '=', '{{phone}}'),
  }),
  result: {
    from: 'structured',
    items: 'records',
    map: { externalRef: 'id', emails: 'email', phones: 'phone', name: 'name', companyName: 'parent_id[1]' },
  },
};
