import { type NameAddress, splitNameAddress } from './nameAddress.ts';

/**
 * Separates the name from an email address: `"Smith, Anna" <anna@example.com>` (RFC 5322, 3.4), or the older
 * `anna@example.com (Anna Smith)`. The address may be a `mailto:` URI (RFC 6068).
 */
export function splitMailAddress(text: string): NameAddress {
  const { address, name } = splitNameAddress(text);
  const [, bare = address, comment] = /^([^\s()]+@[^\s()]+)\s*\(([^()]*)\)$/.exec(address) ?? [];
  const beside = name ?? comment?.trim();
  return { address: withoutMailto(bare), ...(beside && { name: beside }) };
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
