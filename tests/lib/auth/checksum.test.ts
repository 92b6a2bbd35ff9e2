import { crc32 } from 'node:zlib';
import { checksumOf } from '../../../lib/auth/checksum.ts';
import fc from '../../support/properties.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const toNumber = (checksum: string): number =>
  [...checksum].reduce((value, digit) => 62 * value + digits.indexOf(digit), 0);

describe('the checksum of a key', () => {
  it('is the CRC-32 of zlib in six digits of base 62', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 100 }), (text) => {
        expect(checksumOf(text)).toMatch(/^[0-9A-Za-z]{6}$/);
        expect(toNumber(checksumOf(text))).toBe(crc32(text));
      }),
    );
  });

  it('of nothing is zero', () => {
    expect(checksumOf('')).toBe('000000');
  });
});
