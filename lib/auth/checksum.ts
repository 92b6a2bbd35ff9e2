const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The characters of a checksum: 62 ** 6 is more than 2 ** 32. */
const length = 6;

/**
 * The checksum at the end of an API key: the CRC-32 of all that precedes it, as six digits in base 62, as in GitHub's
 * tokens. It protects nothing. Secret scanners recognise a key by it, and the service a mistyped one.
 */
export function checksumOf(text: string): string {
  let rest = crc32(text);
  let checksum = '';
  for (let place = 0; place < length; place++) {
    checksum = digits.charAt(rest % digits.length) + checksum;
    rest = Math.floor(rest / digits.length);
  }
  return checksum;
}

/** The CRC-32 of ASCII text, as in node:zlib, whose import costs more of a cold start than this does in a day. */
function crc32(text: string): number {
  let crc = ~0;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
