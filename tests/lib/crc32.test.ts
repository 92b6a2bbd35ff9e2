import zlib from 'node:zlib';
import { crc32 } from '../../lib/crc32.ts';
import fc from '../support/properties.ts';

it('the CRC-32 of any bytes is that of zlib', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => expect(crc32(bytes)).toBe(zlib.crc32(bytes))));
});
