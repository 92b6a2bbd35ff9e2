import { foldText } from './addresses/foldText.ts';

/** A display name that a list or another service made of the sender's name: `Jan Meier via Announce`. */
type Via = { readonly person: string; readonly service: string };

/** In small letters, as software writes it: `Trattoria Via Roma` is a restaurant. */
const via =
  /^(.*\S)\s+[([]?(?:via|vía|über|ueber|through|tramite|através d[eo]|por medio de|par l['’]intermédiaire de|przez|za pośrednictwem|prostřednictvím|prostredníctvom|через|за допомогою|aracılığıyla|通过|透過|経由:?)\s+(\S[^)\]]*)[)\]]?$/su;
/** Languages in which the service comes first: `Jan Meier (Announce 経由)`. */
const viaBehind = /^(.*\S)\s*[(（[]\s*(\S.*?)\s*(?:経由|를 통해|을 통해|aracılığıyla)[)）\]]$/su;

/** Separates the name of a person from that of the service that sent the message for them. */
export function splitVia(text: string): Via | undefined {
  // A stranger's name has any length.
  const name = withoutQuotes(text.slice(0, 400));
  const [, person, service] = via.exec(name) ?? viaBehind.exec(name) ?? [];
  if (person === undefined || service === undefined) return undefined;
  // Google Groups puts the name between quotation marks.
  return { person: withoutQuotes(person), service };
}

const withoutQuotes = (text: string): string => text.replace(/^[\s'"]+|(?<![\s'"])[\s'"]+$/g, '');

/** Mailboxes and hosts that many people share. */
const shared =
  /^(?:announce(?:ments?)?|lists?|liste|all|alle|team|staff|groups?|gruppe|members?|users?|dev(?:el)?|discuss(?:ion)?|forum|info|support|help|helpdesk|contact|kontakt|sales|office|service|news|newsletter|community|board)$/;
const listHost = /^(?:[^.]+\.)*(?:lists?|groups?|listserv|mailman|sympa|googlegroups|freelists|forums?|discuss)\./;

/**
 * Whether an address is that of the service in the name beside it and not of the person: the service's name is in the
 * address, or many people share the mailbox. `Bob Meier via Support <bob@acme.com>` is Bob.
 */
export function isServiceAddress(address: string, { person, service }: Via): boolean {
  const at = address.lastIndexOf('@');
  const local = foldText(address.slice(0, at).replace(/(?<=.)\+.*$/s, ''));
  const domain = foldText(address.slice(at + 1));
  const name = compact(service);
  if (isPartOf(compact(local), name) || shared.test(local)) return true;
  if (isNamedAfter(local, person)) return false;
  const hosts = [domain, ...domain.split('-').slice(0, -1)].map(compact);
  return hosts.some((host) => isPartOf(host, name)) || listHost.test(address.slice(at + 1));
}

/** Whether a local part has a word of a person's name: `jan.meier`, `jmeier`. */
export function isNamedAfter(local: string, person: string): boolean {
  const folded = foldText(local);
  const whole = compact(local);
  return foldText(person)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
    .some((word) => folded.split('-').includes(word) || (word.length > 3 && isPartOf(word, whole)));
}

const compact = (text: string): string => foldText(text).replace(/[^\p{L}\p{N}]/gu, '');

const isPartOf = (one: string, other: string): boolean => {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short === long || (short.length > 3 && (long.startsWith(short) || long.endsWith(short)));
};
