import { domainToASCII } from 'node:url';
import type { Settings } from '../../schemas/settings.ts';
import { findIdentityKey } from './identities.ts';
import { isOwnSender } from './senders.ts';
import type { KeyedIdentity } from './sightings.ts';

type Lists = Pick<Settings, 'ignoredSenders' | 'allowedSenders'>;

/** Whether the tenant lets one of these addresses in, whatever else speaks against it. */
export const isAllowed = (identities: readonly KeyedIdentity[], { allowedSenders = [] }: Lists): boolean =>
  areListed(identities, allowedSenders);

/**
 * The stable reason why an unknown sender becomes no contact of this tenant; undefined where nothing speaks against it.
 * `allowedSenders` precede `ignoredSenders` and `ownDomains`. `from` is the address that the message came from, where
 * the sender has another one.
 */
export function refusalOf(
  identities: readonly KeyedIdentity[],
  from: KeyedIdentity,
  settings: Settings,
): string | undefined {
  const all = [...identities, from];
  if (isAllowed(all, settings)) return undefined;
  if (areListed(all, settings.ignoredSenders ?? [])) return 'ignored_sender';
  return identities.some((each) => isOwnSender(each, settings)) ? 'own_domain' : undefined;
}

const areListed = (identities: readonly KeyedIdentity[], patterns: readonly string[]): boolean =>
  identities.some(({ key }) => patterns.some((pattern) => matchesSender(key, pattern)));

/**
 * Whether a pattern of the settings (format `sender`) means the identity with this key: an email address, a domain with
 * its subdomains, a phone number, or an id of a channel such as `sms:DHL`. `*` stands for any characters. All spellings
 * of one address are equal.
 */
export function matchesSender(key: string, pattern: string): boolean {
  const kind = key.slice(0, key.indexOf('#'));
  const address = key.slice(kind.length + 1);
  if (kind === 'phone') return isOfPhones(pattern) && (matches(address, pattern) || isSame(key, kind, pattern));
  if (kind !== 'email') return matches(`${kind}:${address}`, pattern);
  if (isOfPhones(pattern) || /^(?:chat|whatsapp|sms|voice):/.test(pattern)) return false;
  const at = pattern.lastIndexOf('@');
  const domain = asciiDomain(pattern.slice(at + 1));
  if (at >= 0) {
    const local = pattern.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    return matches(address, `${local}@${domain}`) || isSame(key, kind, pattern);
  }
  const own = address.slice(address.lastIndexOf('@') + 1);
  return matches(own, domain) || matches(own, `*.${domain}`);
}

const isOfPhones = (pattern: string): boolean => pattern.startsWith('+');

const isSame = (key: string, kind: 'phone' | 'email', pattern: string): boolean =>
  !pattern.includes('*') && findIdentityKey(kind, pattern) === key;

function asciiDomain(domain: string): string {
  const ascii = domainToASCII(domain) || domain.toLowerCase();
  return ascii === 'googlemail.com' ? 'gmail.com' : ascii;
}

/** Whether a text has the form of a pattern, in a time that grows with their lengths only. */
function matches(text: string, pattern: string): boolean {
  const [start = '', ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) return text === pattern;
  if (!text.startsWith(start)) return false;
  let from = start.length;
  for (const part of parts) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - end.length >= from && text.endsWith(end);
}
