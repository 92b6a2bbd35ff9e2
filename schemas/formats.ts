import { Format } from './Format.ts';

/**
 * The string formats of the API.
 *
 * - `email`: stricter than RFC 5321 in two points (no quoted local part, no address literal) and wider in two: letters
 * of
 *   any script, as in RFC 6531, and dots in a row or before the `@`, as in NTT docomo's `anna..b.@`. At most 64 characters
 *   before the `@`, and 254 in total (RFC 5321, 4.5.3.1).
 * - `e164`: ITU-T E.164, a plus sign and at most 15 digits.
 * - `date-time`: RFC 3339, with the days that each month has. A minute may end with a leap second: the last one of a
 * day
 *   in UTC, or the one that an offset can make of it.
 * - `domain`: the domain of an email address.
 * - `uri`: an absolute HTTP URL without user information. lib/outbound decides whether http is allowed.
 * - `header-name`: a token (RFC 9110, 5.6.2) that neither HTTP nor MCP uses itself.
 * - `credential`: the characters that RFC 6749, appendix A, allows, and that a header can carry.
 * - `visible`: at least one character that can be seen. Unicode's ignorable characters (Hangul fillers, tags,
 * selectors)
 *   cannot, nor can five blanks that it counts as symbols, letters or marks.
 * - `path`: a path into a JSON document, with the names, indexes and `[*]` of JSONPath (RFC 9535), but no filters.
 * - `line`: a text with a visible character, and without line breaks and other control characters.
 * - `key-id`: the id of an API key.
 * - `identity`: the kind of an address, a colon, and the address.
 * - `identity-id`: the id of an identity of a contact.
 * - `duplicate-id`: the ids of two contacts, with a dot between them.
 * - `sender`: an email address, a domain, a phone number or an id of a channel, in which `*` stands for any characters,
 * and
 *   which does not stand for everybody.
 * - `country`: a code of ISO 3166-1 that has a phone numbering plan, in capitals (also AC, TA and XK, which have one).
 */

// A bundle contains only the formats that it uses, because esbuild may leave out calls of these two functions.
// @__NO_SIDE_EFFECTS__
const format = (source: string, flags: string, phrase: string): Format => new Format(source, flags, phrase);
// @__NO_SIDE_EFFECTS__
const raw = (text: TemplateStringsArray): string => String.raw(text);

export const uuid = format('^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$', 'i', 'must be a UUID');
export const email = format(
  raw`^(?=.{1,64}@)(?=.{3,254}$)[\p{L}\p{M}\p{N}!#$%&'*+/=?^_\x60{|}~-][\p{L}\p{M}\p{N}!#$%&'*+/=?^_\x60{|}~.-]*@(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?!\d+$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$`,
  'u',
  'must be an email address',
);
export const e164 = format(raw`^\+[1-9]\d{1,14}$`, '', 'must be in E.164 format, for example +4915112345678');
const dateTime = format(
  raw`^(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)|23:59:60(?:\.\d+)?(?:Z|[+-]00:00)|(?:[01]\d|2[0-3]):(?:14|29|44|59):60(?:\.\d+)?[+-](?!00:00)(?:[01]\d|2[0-3]):(?:00|15|30|45))$`,
  'i',
  'must be a date and time, for example 2026-11-23T09:30:00.000Z',
);
export const domain = format(
  raw`^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?!\d+$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])$`,
  'u',
  'must be a domain, for example acme-customer.de',
);
export const uri = format(
  raw`^https?://(?:\[[\da-f:.]+\]|[^\s\p{C}\\/?#@:[\]"<>^\x60{|}]+)(?::\d{1,5})?(?:[/?][^\s\p{C}\\#"<>^\x60{|}]*)?$`,
  'iu',
  'must be an https URL without a user name, a password and a fragment',
);
const headerName = format(
  raw`^(?!(?:host|content-(?:length|type|encoding)|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|accept(?:-encoding)?|cookie2?|set-cookie2?|origin|last-event-id|(?:mcp|proxy|sec)-.*)$)[\w!#$%&'*+.^\x60|~-]+$`,
  'i',
  'must be the name of a header that HTTP and MCP do not use themselves, for example X-API-Key',
);
export const credential = format(
  raw`^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$`,
  '',
  'must contain only printable ASCII characters',
);
export const visible = format(
  raw`[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\u{16fe4}\u{13441}\u{13442}\u{1d159}]`,
  'u',
  'must have a visible character',
);
export const path = format(
  raw`^(?:\$|[\p{L}_][\p{L}\p{M}\p{N}_-]*|\[(?:\d{1,4}|\*|"(?:[^"\\\p{Cc}]|\\["\\])*"|'(?:[^'\\\p{Cc}]|\\['\\])*')\])(?:\.[\p{L}_][\p{L}\p{M}\p{N}_-]*|\[(?:\d{1,4}|\*|"(?:[^"\\\p{Cc}]|\\["\\])*"|'(?:[^'\\\p{Cc}]|\\['\\])*')\])*$`,
  'u',
  'must be a path, for example properties.emails[*].value',
);
export const line = format(
  raw`^(?=.*[^\s\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800\u{16fe4}\u{1d159}])[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$`,
  'u',
  'must be one line of text',
);
const keyId = format('^[0-9a-f]{12}$', 'i', 'must be the id of an API key');
export const identity = format(
  raw`^(?:email|phone|chat|whatsapp|sms|voice):[^\0\ud800-\udfff]+$`,
  'u',
  'must be a kind of address and a value, for example whatsapp:BR.1502576394655843',
);
const identityId = format('^[0-9a-f]{16}$', 'i', 'must be the id of an identity');
const duplicateId = format(
  raw`^(?!(.{36})\.\1$)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
  'i',
  'must be the id of a suggestion',
);
export const sender = format(
  raw`^(?=[^\p{L}\p{N}]*[\p{L}\p{N}])(?:(?:[\p{L}\p{M}\p{N}!#$%&'*+/=?^_\x60{|}~.-]+@(?:[\p{L}\p{M}\p{N}*-]+\.)*|(?:[\p{L}\p{M}\p{N}*-]+\.)+)[\p{L}\p{M}\p{N}*-]+|\+[\d*]{1,16}|(?:chat|whatsapp|sms|voice):[^\0\ud800-\udfff]+)$`,
  'u',
  'must be an email address, a domain, a phone number with +, or an id such as sms:DHL; * stands for any characters',
);
export const country = format(
  '^(?:A[CDEFGILMORSTUWXZ]|B[ABDEFGHIJLMNOQRSTWYZ]|C[ACDFGHIKLMNORUVWXYZ]|D[EJKMOZ]|E[CEGHRST]|F[IJKMOR]|G[ABDEFGHILMNPQRTUWY]|H[KNRTU]|I[DELMNOQRST]|J[EMOP]|K[EGHIMNPRWYZ]|L[ABCIKRSTUVY]|M[ACDEFGHKLMNOPQRSTUVWXYZ]|N[ACEFGILOPRUZ]|OM|P[AEFGHKLMRSTWY]|QA|R[EOSUW]|S[ABCDEGHIJKLMNORSTVXYZ]|T[ACDGHJKLMNORTVWZ]|U[AGSYZ]|V[ACEGINU]|W[FS]|XK|Y[ET]|Z[AMW])$',
  '',
  'must be a country code of ISO 3166-1 in capitals, for example DE',
);

export {
  dateTime as 'date-time',
  duplicateId as 'duplicate-id',
  headerName as 'header-name',
  identityId as 'identity-id',
  keyId as 'key-id',
};
