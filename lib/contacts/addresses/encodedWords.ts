const word = /=\?([\w-]+)(?:\*[\w-]+)?\?([bq])\?([^?\s]*)\?=/gi;

/**
 * Decodes the encoded words of a mail header (RFC 2047): `=?utf-8?Q?J=C3=BCrgen?=` -> `Jürgen`. White space between two
 * of them is not part of the text. A word in an unknown charset is left out.
 */
export const decodeWords = (text: string): string =>
  text
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(word, (_, charset: string, encoding: string, data: string) => decoded(charset, encoding, data));

function decoded(charset: string, encoding: string, data: string): string {
  const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(data, 'base64') : Buffer.from(unquoted(data), 'latin1');
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // No charset of the Encoding Standard.
    return '';
  }
}

const unquoted = (data: string): string =>
  data
    .replaceAll('_', ' ')
    .replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
