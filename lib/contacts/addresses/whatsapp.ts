import { readPhone } from './phoneText.ts';

/** What a WhatsApp address is: a number in E.164, an id that is not a number, or nobody. */
export type WhatsappUser = { readonly phone: string } | { readonly id: string } | { readonly reason: string };

/**
 * A JID: `user_agent:device@server`, or `user.agent:device@server`. Agent and device name a phone or computer of one
 * account, and are no part of the account (whatsmeow's `types.JID`, Baileys' `jidDecode`).
 */
const jid = /^(?:\+?(\d+)(?:[._]\d+)?|([^@:\s]*))(?::\d+)?@([a-z.]+)$/i;
const withDevice = /^\+?(\d+)(?:[._]\d+)?:\d+$/;

/** Servers on which a user is a phone number. `hosted` is an account that WhatsApp's Cloud API hosts. */
const phoneServers = new Set(['s.whatsapp.net', 'c.us', 'hosted']);
/** Servers on which a user is a LID, an id that hides the number. */
const lidServers = new Set(['lid', 'hosted.lid']);

const reasons: ReadonlyMap<string, string> = new Map([
  ['g.us', 'group'],
  ['newsletter', 'group'],
  // This includes `status@broadcast`.
  ['broadcast', 'group'],
  ['call', 'whatsapp'],
  // Meta AI and the characters that users make with it.
  ['bot', 'bot'],
]);

/**
 * WhatsApp's own accounts: announcements (`0`), the server, and WhatsApp Business. Baileys names them PSA_WID,
 * SERVER_JID and OFFICIAL_BIZ_JID.
 */
const ownAccount = /^(?:0|16505361212)$/;
/** The numbers of bots, Meta AI's 13135550002 among them (whatsmeow's `JID.IsBot`, Baileys' `isJidBot`). */
const botNumber = /^(?:1313555\d{4}|131655500\d{2})$/;

/**
 * Reads an address of WhatsApp: a phone number, a JID of one of its servers, Twilio's `whatsapp:+49…`, or another id,
 * such as a business-scoped one (`BR.1502576394655843`). Ids are case-sensitive.
 */
export function readWhatsapp(text: string, country?: string): WhatsappUser {
  const address = text.replace(/^whatsapp:/i, '').trim();
  const [whole, digits, name, host = ''] = jid.exec(address) ?? [];
  const server = host.toLowerCase();
  const user = whole === undefined ? (withDevice.exec(address)?.[1] ?? address) : (digits ?? name ?? '');
  const reason = reasons.get(server);
  if (reason !== undefined) return { reason };
  if (lidServers.has(server)) return { id: `${user}@lid` };
  const isPhoneServer = phoneServers.has(server);
  if (whole !== undefined && !isPhoneServer) return { id: `${user}@${server}` };
  const number = user.replace(/[^\p{L}\p{N}]/gu, '');
  if (ownAccount.test(number) || (isPhoneServer && user === 'server')) return { reason: 'whatsapp' };
  if (botNumber.test(number)) return { reason: 'bot' };
  // WhatsApp's numbers have a country code, so only a trunk zero shows that one has none.
  const phone = readPhone(user, /^0(?!0)/.test(number) ? country : undefined);
  if (phone && phone.extension === undefined && number.length >= 8) return { phone: phone.number };
  return { id: isPhoneServer ? `${user}@s.whatsapp.net` : user };
}
