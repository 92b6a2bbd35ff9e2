import { domainToASCII } from 'node:url';
import { isPossiblePhoneNumber } from 'libphonenumber-js/min';
import type { DetailOf } from '../../schemas/event.ts';
import type { messageReceived } from '../../schemas/events/messageReceived.ts';
import { formats } from '../../schemas/formats.ts';
import type { Settings } from '../../schemas/settings.ts';
import { type ContactError, invalid } from './ContactError.ts';
import { type Identity, identityKey } from './identities.ts';
import { type Name, splitName } from './names.ts';
import { isOwnDomain } from './ownDomains.ts';
import { domainOf } from './sources.ts';

type Sent = Pick<DetailOf<typeof messageReceived>, 'channel' | 'sender'>;
type Channel = Sent['channel'];
type Rule = { readonly reason: string; readonly channels: readonly Channel[]; readonly pattern: RegExp };

/**
 * Addresses without a person behind them (support@, info@ and sales@ have one). Patterns match what `bareAddress`
 * returns.
 */
const automated: readonly Rule[] = [
  // The null reverse-path of bounces (RFC 5321, 4.5.5).
  { reason: 'null_sender', channels: ['email'], pattern: /^$/ },
  // RFC 5321, 4.5.1 and RFC 3834. Some servers omit their domain.
  { reason: 'mail_system', channels: ['email'], pattern: /^(?:mailer-daemon|postmaster)(?:@|$)/i },
  // Whole words between separators; not after a plus sign, where a person can put any word.
  {
    reason: 'no_reply',
    channels: ['email'],
    pattern:
      /^(?:[^@+]*[._-])?(?:(?:no|do[._-]?not|dont)[._-]?reply|ne[._-]?pas[._-]?repondre|keine[._-]?antwort(?:en)?|nicht[._-]?antworten|no[._-]?(?:responder|contestar)|non[._-]?rispondere|nao[._-]?respond(?:a|er)|niet[._-]?beantwoorden)(?:\d+|[._+=-][^@]*)?(?:@|$)/i,
  },
  // Variable envelope return paths carry the recipient or a number. `bounce-house@` may be a shop.
  { reason: 'bounce', channels: ['email'], pattern: /^bounces?(?:\d+|[+=][^@]*|[._-][^@]*[\d=][^@]*)?@/i },
  // Envelope addresses that hide another one: SRS, BATV and Barracuda's form of it, SparkPost's VERP.
  { reason: 'bounce', channels: ['email'], pattern: /^(?:srs[01][=+-]|prvs=|btv1==|msprvs1=)/i },
  // Mailing-list software: Majordomo, LISTSERV, Mailman. People may write from `service-request@`.
  {
    reason: 'mailing_list',
    channels: ['email'],
    pattern: /^(?:(?:listserv|majordomo)@|owner-[^@]+@|[^@+]+-bounces(?:\+[^@]*)?@)/i,
  },
  // A machine without a domain name (RFC 5321, 4.1.3).
  { reason: 'address_literal', channels: ['email'], pattern: /@\[[^\]]*\]$/ },
  // A withheld number (RFC 3323), which may also be an empty address. All such callers would become one contact.
  {
    reason: 'withheld',
    channels: ['sms', 'voice'],
    pattern:
      /^(?:(?:anonymous|restricted|unavailable|unknown|private|blocked|withheld)(?:[ _-]?(?:caller|number))?)?$/i,
  },
  // Twilio writes ANONYMOUS, RESTRICTED, UNAVAILABLE, BLOCKED and UNKNOWN in the digits of a phone keypad.
  {
    reason: 'withheld',
    channels: ['sms', 'voice'],
    pattern: /^\+?(?:266696687|7378742833|86282452253|2562533|8656696)$/,
  },
  // This includes `status@broadcast`.
  { reason: 'group', channels: ['whatsapp'], pattern: /@(?:g\.us|newsletter|broadcast)$/i },
];

/** The stable reason why a sender's address has no person behind it; undefined where it may have one. */
export function automatedReason({ channel, sender }: Sent): string | undefined {
  const address = bareAddress(channel, sender.address);
  return automated.find(({ channels, pattern }) => channels.includes(channel) && pattern.test(address))?.reason;
}

/**
 * Returns the identity that a sender's address stands for, and its key.
 *
 * On the email channel it is an email address, with or without angle brackets. On SMS, voice and WhatsApp it is a phone
 * number in E.164, if the address is one, so that one number is one person on all three. Everything else, and always in
 * chat, is an opaque, case-sensitive id of the channel. Throws `invalid` for an invalid email address, for an empty
 * address and for one that is too long for a key.
 */
export function identityOf({ channel, sender }: Sent): { readonly key: string; readonly identity: Identity } {
  const { kind, value, key } = channel === 'email' ? emailOf(sender.address) : phoneOrIdOf(channel, sender.address);
  // A sort key in DynamoDB has at most 1024 bytes, and that of a claim has a prefix.
  if (Buffer.byteLength(key) > 900) throw invalidAddress('is too long');
  return { key, identity: { kind, value, channel } };
}

type Keyed = { readonly kind: string; readonly value: string; readonly key: string };

/** A mail server may use local parts that `formats.email` does not allow, such as `anna..b@` and `"anna"@`. */
const local = /^[^\s\p{Cc}@,;<>]{1,64}$/u;

function emailOf(address: string): Keyed {
  const value = bareAddress('email', address);
  const at = value.lastIndexOf('@');
  const domain = value.slice(at + 1);
  const isMailbox =
    local.test(value.slice(0, at)) && formats.domain.pattern.test(domain) && domainToASCII(domain) !== '';
  if (!isMailbox) throw invalidAddress(formats.email.phrase);
  return { kind: 'email', value, key: identityKey('email', value) };
}

function phoneOrIdOf(channel: Channel, address: string): Keyed {
  const phone = phoneOf(channel, address);
  if (phone !== undefined) return { kind: 'phone', value: phone, key: identityKey('phone', phone) };
  const value = address.trim();
  if (value === '') throw invalidAddress('must not be empty');
  // UTF-8 replaces all lone surrogates with the same character, so two addresses would have one key in the table.
  if (!value.isWellFormed()) throw invalidAddress('must be well-formed Unicode');
  return { kind: channel, value, key: `${channel}#${value}` };
}

/**
 * Where people dial, a plus sign is enough for a number. Digits without one are a number only if their length is
 * possible in their country; fewer than eight are a short code, although `+491234` is possible.
 */
function phoneOf(channel: Channel, address: string): string | undefined {
  if (channel === 'chat') return undefined;
  const number = bareAddress(channel, address).replace(separators, '');
  const e164 = number.replace(/^(?:\+|00)?(?=\d+$)/, '+');
  if (!formats.e164.pattern.test(e164)) return undefined;
  const isDialled = channel !== 'whatsapp' && number === e164;
  return isDialled || (e164.length > 8 && isPossiblePhoneNumber(e164)) ? e164 : undefined;
}

const invalidAddress = (phrase: string): ContactError =>
  invalid([{ pointer: '/sender/address', message: `sender.address ${phrase}` }]);

/**
 * What channels add to an address: URI schemes and parameters (RFC 6068, RFC 3966, RFC 3261), WhatsApp's device and
 * server.
 */
const dialled = /^(?:tel|sips?):|[@;].*$/gis;
const wrappings: { readonly [C in Channel]?: RegExp } = {
  email: /^mailto:|\.$/gi,
  sms: dialled,
  voice: dialled,
  whatsapp: /^whatsapp:|(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$/gi,
};

/** What people put between digits, including the trunk prefix in `+49 (0)151`. */
const separators = /\(0\)|[\s\p{Pd}\p{Cf}()./]/gu;

/** Returns the bare address: `a@b.de` from `Anna <a@b.de>`, the number from `sip:+4930123456@example.com`. */
function bareAddress(channel: Channel, address: string): string {
  const inner = (/<([^<>]*)>[^<>@]*$/.exec(address)?.[1] ?? address).trim();
  const wrapping = wrappings[channel];
  return wrapping === undefined ? inner : inner.replace(wrapping, '').trim();
}

/**
 * Returns the sender's display name, or else the channel's profile name; undefined where neither is a name. Each part
 * is cut at 200 characters, because a long name must not make a message fail.
 */
export function nameOf({ sender }: Sent): Name | undefined {
  const given = [sender.displayName, sender.profileName].map((text) => cleaned(text ?? ''));
  const name = given.find((text) => isName(text) && text !== sender.address.trim());
  if (name === undefined) return undefined;
  const { firstName, lastName } = splitName(name);
  return { firstName: cut(firstName), lastName: lastName && cut(lastName) };
}

const cut = (part: string): string => [...part].slice(0, 200).join('').trimEnd();

/** A name has a visible letter and is no address. */
const isName = (text: string): boolean =>
  formats.visible.pattern.test(text.replace(/\P{L}/gu, '')) && !/[@＠]/.test(text);

/** At most two layers of quotation marks, as in `"'Anna'"`. */
const quoted = /^["'`“”„‘’‚«»]{1,2}(.*[^"'`“”„‘’‚«»])["'`“”„‘’‚«»]{1,2}$/s;

const cleaned = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[[\p{Cc}--\s]\p{Bidi_Control}\uFFFD]/gv, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(quoted, '$1')
    .trim();

/** Whether the sender writes from one of the tenant's own domains. */
export const isOwnSender = ({ identity }: { readonly identity: Identity }, settings: Settings): boolean =>
  identity.kind === 'email' && isOwnDomain(domainOf(identity.value) ?? '', settings);
