import type { DetailOf } from '../../schemas/event.ts';
import type { messageReceived } from '../../schemas/events/messageReceived.ts';
import type { Settings } from '../../schemas/settings.ts';
import { type Caller, readCaller } from './addresses/caller.ts';
import { readEmail } from './addresses/email.ts';
import { splitMailAddress } from './addresses/mailAddress.ts';
import { type NameAddress, splitNameAddress } from './addresses/nameAddress.ts';
import { mobileForm, phoneKey } from './addresses/phone.ts';
import { plainText } from './addresses/plainText.ts';
import { readWhatsapp, type WhatsappUser } from './addresses/whatsapp.ts';
import { type DisplayName, readDisplayName } from './displayNames.ts';
import type { Identity } from './identities.ts';
import type { NameOrder } from './names/order.ts';
import { isOwnDomain } from './ownDomains.ts';
import { domainOf } from './sources.ts';

type Sent = Pick<DetailOf<typeof messageReceived>, 'channel' | 'sender'>;
type Channel = Sent['channel'];

/** Why an address stands for no person: a stable word for the log. */
type Unread = { readonly reason: string };
type Keyed = { readonly kind: string; readonly value: string; readonly key: string };

/** There may be a long name beside an address. */
const maxLength = 2000;

/**
 * Reads a sender's address: the identity that it stands for, with its key, or the stable reason why it stands for none.
 * A stranger chooses the address, so no text is an error. Who has it may be a machine.
 *
 * On the email channel it is an email address. On SMS, voice and WhatsApp it is a phone number in E.164, if the address
 * is one, so that one number is one person on all three. Everything else, and always in chat, is a case-sensitive id of
 * the channel. A number without a country code is read as one of `country` (ISO 3166-1). The value of an identity, read
 * again, is the same identity.
 */
export function identityOf(
  { channel, sender }: Sent,
  country?: string,
): { readonly key: string; readonly identity: Identity } | Unread {
  if (sender.address.length > maxLength) return { reason: 'too_long' };
  const reading = read(channel, partsOf(channel, sender.address).address, country);
  if ('reason' in reading) return reading;
  const { kind, value, key } = reading;
  if (value === '') return { reason: 'empty' };
  // UTF-8 replaces all lone surrogates with the same character, so two addresses would have one key in the table.
  if (!value.isWellFormed()) return { reason: 'malformed' };
  // A sort key in DynamoDB has at most 1024 bytes, and that of a claim has a prefix.
  if (Buffer.byteLength(key) > 900) return { reason: 'too_long' };
  return { key, identity: { kind, value, channel } };
}

/** Whether the tenant's country may make a difference to what an address stands for. */
export function mayBeNational({ channel, sender }: Sent): boolean {
  if (channel === 'email' || channel === 'chat') return false;
  const { address } = partsOf(channel, sender.address.slice(0, maxLength));
  const number = address.replace(/^(?:tel|sips?|whatsapp):/i, '');
  // WhatsApp's numbers have a country code, so only a zero shows that one has none.
  if (channel === 'whatsapp') return /^[^\p{L}\p{N}]*0/u.test(number);
  return /\p{Nd}/u.test(number) && !/^(?:\+|00)/.test(number);
}

/** Separates the name from the address in a text of a channel. */
export function partsOf(channel: Channel, text: string): NameAddress {
  // Ids in chat are opaque: brackets or an invisible character may be a part of one.
  if (channel === 'chat') return { address: text.trim() };
  return channel === 'email' ? splitMailAddress(plainText(text)) : splitNameAddress(plainText(text));
}

function read(channel: Channel, address: string, country?: string): Keyed | Unread {
  switch (channel) {
    case 'email':
      return readSender(address);
    case 'chat':
      return idOf(channel, address);
    case 'whatsapp':
      return keyed(channel, readWhatsapp(address, country));
    default:
      return keyed(channel, readCaller(address, country));
  }
}

function readSender(address: string): Keyed | Unread {
  const mailbox = readEmail(address);
  return mailbox ? { kind: 'email', ...mailbox } : { reason: 'not_an_email' };
}

function keyed(channel: Channel, found: Caller | WhatsappUser): Keyed | Unread {
  if ('reason' in found) return found;
  if ('id' in found) return idOf(channel, found.id);
  // Landlines send no text messages.
  const value = channel === 'sms' ? mobileForm(found.phone) : found.phone;
  return { kind: 'phone', value, key: phoneKey(value) };
}

const idOf = (channel: Channel, id: string): Keyed => ({ kind: channel, value: id, key: `${channel}#${id}` });

/**
 * Returns the sender's display name, or else the channel's profile name, or the name beside the address; undefined
 * where none is a name. A company may be beside it. Each part is cut at 200 characters, because a long name must not
 * make a message fail.
 */
export function nameOf({ channel, sender }: Sent, order?: NameOrder): DisplayName | undefined {
  const { name: beside, address } = partsOf(channel, sender.address.slice(0, maxLength));
  const given = [sender.displayName, sender.profileName, beside].map((text) => cleaned(text ?? ''));
  const named = given.flatMap((text) => (text === address ? [] : (readDisplayName(text, order) ?? [])));
  const [name] = named;
  if (name === undefined) return undefined;
  const { firstName, lastName, companyName } = name;
  return {
    firstName: firstName && cut(firstName),
    lastName: lastName && cut(lastName),
    ...(companyName && { companyName: cut(companyName) }),
  };
}

const cut = (part: string): string => [...part].slice(0, 200).join('').trimEnd();

const cleaned = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[[\p{Cc}--\s]\p{Bidi_Control}\uFFFD]/gv, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Whether the sender writes from one of the tenant's own domains. */
export const isOwnSender = ({ identity }: { readonly identity: Identity }, settings: Settings): boolean =>
  identity.kind === 'email' && isOwnDomain(domainOf(identity.value) ?? '', settings);
