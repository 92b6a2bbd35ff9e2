import { randomBytes } from 'node:crypto';

/** The bytes of a UUID. */
export const uuidLength = 16;

/** Formats 16 bytes as a UUID in lower case. */
export function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The 16 bytes of a UUID. */
export const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

/** Makes a UUID that sorts by `now` (epoch milliseconds; RFC 9562, 5.7). The rest of it is random, or `bytes`. */
export function uuidV7(now: number, bytes: Buffer = randomBytes(16)): string {
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return uuidOf(bytes);
}
