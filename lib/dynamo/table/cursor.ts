import { createHash } from 'node:crypto';
import { invalid } from '../../contacts/ContactError.ts';
import { uuidBytes, uuidOf } from '../../contacts/uuid.ts';

/** The list that a cursor belongs to: it is of no use for any other. */
export type Listing = { readonly tenantId: string; readonly [parameter: string]: string | undefined };

const checksum = (position: Buffer, listing: Listing): Buffer =>
  createHash('sha256').update(position).update(JSON.stringify(listing)).digest().subarray(0, 8);

/**
 * Makes a cursor that goes on after a contact: its 16 bytes and a checksum over them and the list, in base64url.
 *
 * The checksum finds mistakes. It need not keep anybody out, because the tenant of a request always comes from its
 * credential.
 */
export function cursorAfter(contactId: string, listing: Listing): string {
  const position = uuidBytes(contactId);
  return Buffer.concat([position, checksum(position, listing)]).toString('base64url');
}

/** Reads the id of the contact to go on after. Throws `invalid` for an edited cursor and for that of another list. */
export function readCursor(cursor: string, listing: Listing): string {
  const position = Buffer.from(cursor, 'base64url').subarray(0, 16);
  const contactId = uuidOf(position);
  if (cursor === cursorAfter(contactId, listing)) return contactId;
  throw invalid([{ pointer: '/cursor', message: 'cursor must be the nextCursor of an answer to the same query' }]);
}
