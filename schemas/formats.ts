/**
 * The string formats of the API: what each accepts, and how an error names it.
 *
 * `email` is stricter than RFC 5321 in two places (no quoted local part, no address literal) and wider in one: letters
 * of any script, as RFC 6531 allows. 64 characters before the `@`, 254 in all (RFC 5321, 4.5.3.1).
 * `e164` is ITU-T E.164: a plus sign and at most 15 digits.
 * `date-time` is RFC 3339. `domain` is that of an email address.
 */
export const formats = {
  uuid: {
    pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    phrase: 'must be a UUID',
  },
  email: {
    pattern:
      /^(?=.{1,64}@)(?=.{3,254}$)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?!\d+$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u,
    phrase: 'must be an email address',
  },
  e164: {
    pattern: /^\+[1-9]\d{1,14}$/,
    phrase: 'must be in E.164 format, for example +4915112345678',
  },
  'date-time': {
    pattern:
      /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i,
    phrase: 'must be a date and time, for example 2026-11-23T09:30:00.000Z',
  },
  domain: {
    pattern:
      /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?!\d+$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u,
    phrase: 'must be a domain, for example acme-customer.de',
  },
} as const;
