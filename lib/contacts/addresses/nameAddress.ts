/** An address as a message names it, and the name beside it. */
export type NameAddress = { readonly address: string; readonly name?: string };

/**
 * Separates a name from the address in angle brackets behind it: `"Anna Smith" <sip:anna@example.com>;tag=1`
 * (RFC 3261, 20.10). A text without brackets is an address.
 */
export function splitNameAddress(text: string): NameAddress {
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open);
  if (open < 0 || close < 0 || text.slice(close).includes('@')) return { address: text.trim() };
  const words = text.slice(0, open).trim();
  // In quotation marks, a backslash only marks the next character (RFC 5322, 3.2.4).
  const name = words.startsWith('"') ? words.replace(/\\(.)/gs, '$1') : words;
  return { address: text.slice(open + 1, close).trim(), ...(name !== '' && { name }) };
}
