import { domainToASCII } from 'node:url';

/** The parts of a SIP URI that matter for who somebody is. `user` is absent for a bare host. */
export type SipUri = { readonly user?: string; readonly host: string; readonly isPhone: boolean };

const uri = /^(?:sips?:)?(?:([^@]*)@)?(\[[\da-f:.]+\]|[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*)(?::\d+)?([;?].*)?$/isu;

/**
 * Reads a SIP or SIPS URI, or `user@host` without a scheme; undefined for every other text.
 *
 * The host is in lower case. Password, port, parameters and headers are left out: they name a way to a person, not
 * another one. `isPhone` is `user=phone`. As RFC 3261 (19.1.4) compares them, users are case-sensitive, and `%41` is
 * `A`, but an encoded reserved character is not that character.
 */
export function readSipUri(text: string): SipUri | undefined {
  const [whole, userinfo, host = '', rest = ''] = uri.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const [user = ''] = (userinfo ?? '').split(':');
  return {
    ...(user !== '' && { user: unescaped(user) }),
    host: hostOf(host),
    isPhone: /;user=phone(?=[;?]|$)/i.test(rest),
  };
}

export const sipUri = ({ user, host }: SipUri): string => `sip:${user === undefined ? '' : `${user}@`}${host}`;

function hostOf(host: string): string {
  const name = host.toLowerCase().replace(/\.+$/, '');
  // An IP address in another notation is no name of another host, so it stays as it is.
  return /^[\x20-\x7e]*$/.test(name) ? name : domainToASCII(name) || name;
}

const unescaped = (user: string): string => user.replace(/(?:%[\da-f]{2})+|%/gi, unescapedRun).normalize('NFC');

function unescapedRun(run: string): string {
  try {
    return [...decodeURIComponent(run)].map(withReservedEscaped).join('');
  } catch {
    // A percent sign without digits, or bytes that are not UTF-8, of which only the escapes are known.
    return run === '%' ? '%25' : run.toUpperCase();
  }
}

const withReservedEscaped = (character: string): string =>
  /[\p{L}\p{M}\p{N}]/u.test(character) ? character : encodeURIComponent(character);
