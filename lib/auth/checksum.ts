import { crc32 } from 'node:zlib';

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
