import { decodeWords } from './encodedWords.ts';
import { type NameAddress, splitNameAddress } from './nameAddress.ts';

/**
 * Separates the name from an email address: `"Smith, Anna" <anna@example.com>` (RFC 5322, 3.4), or the older
 * `anna@example.com (Anna Smith)`. The name may be encoded (RFC 2047). The address may be a `mailto:` URI (RFC 6068),
 * have Exchange's `SMTP:` or a source route (RFC 5321, appendix C) before it, or a separator behind it.
 */
export function splitMailAddress(text: string): NameAddress {
  const { address, name } = splitNameAddress(text);
  const [, bare = address, comment] = /^([^\s()]+@[^\s()]+)\s*\(([^()]*)\)$/.exec(address) ?? [];
  const beside = decodeWords(name ?? comment ?? '').trim();
  const mailbox = withoutMailto(bare)
    .replace(/^smtp:|^@[^:\s]*:/i, '')
    .replace(/[\s,;]+$/, '');
  return { address: mailbox, ...(beside && { name: beside }) };
}

function withoutMailto(text: string): string {
  const [, address] = /^mailto:([^?]*)/i.exec(text) ?? [];
  if (address === undefined) return text;
  try {
    return decodeURIComponent(address).trim();
  } catch {
    // A percent sign that begins no escape is a character of the address.
    return address.trim();
  }
}
