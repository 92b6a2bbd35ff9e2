import type { DetailOf } from '../../schemas/event.ts';
import type { messageReceived } from '../../schemas/events/messageReceived.ts';
import { automatedEmail } from './addresses/automatedEmail.ts';
import type { DisplayName } from './displayNames.ts';
import type { NameOrder } from './names/order.ts';
import { type NamedIdentity, readIdentities } from './readIdentity.ts';
import { isNamedAfter, isServiceAddress, splitVia } from './rewrittenSender.ts';
import { identityOf, nameOf, partsOf } from './senders.ts';
import type { KeyedIdentity } from './sightings.ts';
import { domainOf } from './sources.ts';

type Message = Pick<DetailOf<typeof messageReceived>, 'channel' | 'sender' | 'isAutomatic'>;
type Unread = { readonly reason: string };

/** Who sent a message, beside the address that it came from. */
export type MessageSender = KeyedIdentity & {
  readonly name: DisplayName | undefined;
  /** How the message shows the address: it came from there, a list or form mailer replaced it, or replies go there. */
  readonly shownBy: 'address' | 'originalFrom' | 'replyTo';
};

/**
 * The stable reason why no person sent a message from its address: a machine sent it, or a list put its own address
 * into From. Undefined where a person may have.
 */
export function automationOf({ channel, sender, isAutomatic }: Message): string | undefined {
  if (isAutomatic) return 'automatic';
  if (channel !== 'email' || sender.address.length > 2000) return undefined;
  const { address, name } = partsOf(channel, sender.address);
  const via = splitVia(sender.displayName ?? name ?? '');
  return automatedEmail(address) ?? (via && isServiceAddress(address, via) ? 'rewritten' : undefined);
}

/**
 * Finds who sent a message that came from `from`, or the stable reason why nobody did; `automated` is the reason why no
 * person sent it from there, unless the tenant lets that address in.
 *
 * The original sender that the event states precedes the address. Where that has no person behind it, replies may go to
 * one, who then has that address only as far as the message says: a stranger can write any address there.
 */
export function senderOf(
  message: Message,
  from: KeyedIdentity,
  { automated, order }: { readonly automated?: string | undefined; readonly order?: NameOrder | undefined } = {},
): MessageSender | Unread {
  const { channel, sender } = message;
  if (automated === 'automatic') return { reason: automated };
  const original = channel === 'email' ? readOther(sender.originalFrom, from) : undefined;
  if (original) {
    if ('reason' in original) return original;
    return { ...original, name: originalName(message, automated, order), shownBy: 'originalFrom' };
  }
  if (automated === undefined) return { ...from, name: nameOf(message, order), shownBy: 'address' };
  const reply = mayNameAuthor.has(automated) ? readOther(sender.replyTo, from) : undefined;
  if (!reply || 'reason' in reply || !isAuthor(reply, from, viaIn(message)?.person)) return { reason: automated };
  return { ...reply, name: nameBeside(sender.replyTo, viaIn(message)?.person, order), shownBy: 'replyTo' };
}

/** The identities that a message names beside its address, without those of machines, and why the others are none. */
export function identitiesBeside(
  named: readonly NamedIdentity[],
  circumstances: Parameters<typeof readIdentities>[1],
): ReturnType<typeof readIdentities> {
  const { identities, ignored } = readIdentities(named, circumstances);
  const reasons = identities.map(({ identity }) =>
    identity.kind === 'email' ? automatedEmail(identity.value) : undefined,
  );
  return {
    identities: identities.filter((_, i) => reasons[i] === undefined),
    ignored: [...ignored, ...reasons.filter((each) => each !== undefined)],
  };
}

/** Senders that pass on what a person wrote. Bounces, reports and calendars also have a Reply-To, but no author. */
const mayNameAuthor = new Set([
  'no_reply',
  'mailing_list',
  'rewritten',
  'notification',
  'system_account',
  'form_mailer',
]);

/** Another address of a message than the one that it came from, or why it has no person behind it. */
function readOther(text: string | null | undefined, from: KeyedIdentity): KeyedIdentity | Unread | undefined {
  if (!text) return undefined;
  const sent = { channel: 'email', sender: { address: text } } as const;
  const read = identityOf(sent);
  if ('reason' in read || read.key === from.key) return undefined;
  const reason = automationOf(sent);
  return reason === undefined ? read : { reason };
}

/** Addresses of machines that sort replies to conversations: `reply+AB12@reply.example.com`. */
const replyRobot =
  /^(?:repl(?:y|ies)|respon(?:d|se|ses)|comments?|tickets?|cases?|conversations?|antwort)(?:[+._-].*)?@/i;

/** Whether replies go to the author of a message, and not to the organisation that sent it or to the list. */
function isAuthor({ identity }: KeyedIdentity, from: KeyedIdentity, person = ''): boolean {
  if (replyRobot.test(identity.value)) return false;
  const [domain = '', other = ''] = [domainOf(identity.value), domainOf(from.identity.value)];
  const isSameOrganisation = domain === other || domain.endsWith(`.${other}`) || other.endsWith(`.${domain}`);
  return !isSameOrganisation || isNamedAfter(identity.value.replace(/@.*$/s, ''), person);
}

const viaIn = ({ channel, sender }: Message) =>
  splitVia(sender.displayName ?? partsOf(channel, sender.address).name ?? '');

/** A form mailer's own name is not that of who filled in the form. */
const keepsName = new Set([undefined, 'rewritten', 'mailing_list']);

const originalName = (message: Message, automated: string | undefined, order?: NameOrder): DisplayName | undefined =>
  nameBeside(
    message.sender.originalFrom,
    viaIn(message)?.person ?? (keepsName.has(automated) ? message.sender.displayName : null),
    order,
  );

/** The name beside an address, or else the other one. */
function nameBeside(
  address: string | null | undefined,
  other?: string | null,
  order?: NameOrder,
): DisplayName | undefined {
  const sender = { address: address ?? '' };
  return (
    nameOf({ channel: 'email', sender }, order) ??
    nameOf({ channel: 'email', sender: { ...sender, displayName: other ?? null } }, order)
  );
}
