import { createHash } from 'node:crypto';
import { invalid } from '../../contacts/ContactError.ts';
import { uuidBytes, uuidOf } from '../../contacts/uuid.ts';

/** The list that a cursor belongs to; another list rejects it. */
export type Listing = { readonly tenantId: string; readonly [parameter: string]: string | undefined };

const checksum = (position: Buffer, listing: Listing): Buffer =>
  createHash('sha256').update(position).update(JSON.stringify(listing)).digest().subarray(0, 8);

/**
 * Makes the cursor of the page after a contact: the 16 bytes of its id and a checksum of them and the list, in
 * base64url. The checksum detects mistakes. It is no signature, because the tenant of a request always comes from its
 * credential.
 */
export function cursorAfter(contactId: string, listing: Listing): string {
  const position = uuidBytes(contactId);
  return Buffer.concat([position, checksum(position, listing)]).toString('base64url');
}

/**
 * Reads the id of the last contact of the previous page. Throws `invalid` for an edited cursor, and for one of another
 * list.
 */
export function readCursor(cursor: string, listing: Listing): string {
  const position = Buffer.from(cursor, 'base64url').subarray(0, 16);
  const contactId = uuidOf(position);
  if (cursor === cursorAfter(contactId, listing)) return contactId;
  throw invalid([{ pointer: '/cursor', message: 'cursor must be the nextCursor of a response to the same query' }]);
}
