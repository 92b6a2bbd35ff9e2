import { createHash } from 'node:crypto';
import { invalid } from '../../contacts/ContactError.ts';
import { uuidBytes, uuidLength, uuidOf } from '../../contacts/uuid.ts';

/** The list that a cursor belongs to; another list rejects it. */
export type Listing = { readonly tenantId: string; readonly [parameter: string]: string | undefined };

const checksumBytes = 8;

const checksum = (position: Buffer, listing: Listing): Buffer =>
  createHash('sha256').update(position).update(JSON.stringify(listing)).digest().subarray(0, checksumBytes);

/** Makes the cursor of the page after a contact. */
export const cursorAfter = (contactId: string, listing: Listing): string => cursorAt(uuidBytes(contactId), listing);

/** Reads the id of the last contact of the previous page. Throws as `readPosition` does. */
export const readCursor = (cursor: string, listing: Listing): string =>
  readPosition(cursor, listing, (bytes) => (bytes.length === uuidLength ? uuidOf(bytes) : undefined));

/**
 * Makes the cursor of a position in a list: its bytes and a checksum of them and the list, in base64url. The checksum
 * detects mistakes. It is no signature, because the tenant of a request always comes from its credential. So whoever
 * reads the bytes expects any.
 */
export const cursorAt = (position: Buffer, listing: Listing): string =>
  Buffer.concat([position, checksum(position, listing)]).toString('base64url');

/**
 * Reads the position of a cursor from its bytes. Throws `invalid` for an edited cursor, for one of another list, and
 * where `read` finds no position.
 */
export function readPosition<Position>(
  cursor: string,
  listing: Listing,
  read: (bytes: Buffer) => Position | undefined,
): Position {
  const bytes = findPosition(cursor, listing);
  const position = bytes && read(bytes);
  if (position !== undefined) return position;
  throw invalid([{ pointer: '/cursor', message: 'cursor must be the nextCursor of a response to the same query' }]);
}

/** Reads the position of a cursor; undefined for an edited one, and for one of another list. */
export function findPosition(cursor: string, listing: Listing): Buffer | undefined {
  const position = Buffer.from(cursor, 'base64url').subarray(0, -checksumBytes);
  return cursor === cursorAt(position, listing) ? position : undefined;
}

/** The JSON value in the bytes of a position; undefined where they have none. */
export function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
