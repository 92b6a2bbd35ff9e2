/**
 * The string formats of the API: what each accepts, and how an error names it.
 *
 * `email` is stricter than RFC 5321 in two places (no quoted local part, no address literal) and wider in one: letters
 * of any script, as RFC 6531 allows. 64 characters before the `@`, 254 in all (RFC 5321, 4.5.3.1).
 * `e164` is ITU-T E.164: a plus sign and at most 15 digits.
 * `date-time` is RFC 3339. `domain` is that of an email address.
 * `uri` is an absolute one of HTTP, without user information; who dials it decides whether http is allowed there.
 * `header-name` is a token (RFC 9110, 5.6.2) that neither HTTP nor MCP needs for itself.
 * `credential` is what RFC 6749 (appendix A) lets one be, and a header carry.
 * `path` leads into a JSON document: names, indexes and `[*]` of JSONPath (RFC 9535), no filters.
 *
 * A pattern is made when it is asked for: those with letters of all scripts take up to a millisecond, of every cold start.
 */
export const formats = {
  uuid: {
    get pattern() {
      return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
    },
    phrase: 'must be a UUID',
  },
  email: {
    get pattern() {
      return /^(?=.{1,64}@)(?=.{3,254}$)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?!\d+$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u;
    },
    phrase: 'must be an email address',
  },
  e164: {
    get pattern() {
      return /^\+[1-9]\d{1,14}$/;
    },
    phrase: 'must be in E.164 format, for example +4915112345678',
  },
  'date-time': {
    get pattern() {
      return /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;
    },
    phrase: 'must be a date and time, for example 2026-11-23T09:30:00.000Z',
  },
  domain: {
    get pattern() {
      return /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?!\d+$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$/u;
    },
    phrase: 'must be a domain, for example acme-customer.de',
  },
  uri: {
    get pattern() {
      return /^https?:\/\/(?:\[[\da-f:.]+\]|[^\s\p{C}\\/?#@:[\]"<>^`{|}]+)(?::\d{1,5})?(?:[/?][^\s\p{C}\\#"<>^`{|}]*)?$/iu;
    },
    phrase: 'must be an https URL',
  },
  'header-name': {
    get pattern() {
      return /^(?!(?:host|content-(?:length|type|encoding)|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|accept(?:-encoding)?|cookie2?|set-cookie2?|origin|last-event-id|(?:mcp|proxy|sec)-.*)$)[\w!#$%&'*+.^`|~-]+$/i;
    },
    phrase: 'must be the name of a header that is free to set, for example X-API-Key',
  },
  credential: {
    get pattern() {
      return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
    },
    phrase: 'must have printable ASCII characters only',
  },
  path: {
    get pattern() {
      return /^(?:\$|[\p{L}_][\p{L}\p{M}\p{N}_-]*|\[(?:\d{1,4}|\*|"(?:[^"\\\p{Cc}]|\\["\\])*"|'(?:[^'\\\p{Cc}]|\\['\\])*')\])(?:\.[\p{L}_][\p{L}\p{M}\p{N}_-]*|\[(?:\d{1,4}|\*|"(?:[^"\\\p{Cc}]|\\["\\])*"|'(?:[^'\\\p{Cc}]|\\['\\])*')\])*$/u;
    },
    phrase: 'must be a path, for example properties.emails[*].value',
  },
} as const;
