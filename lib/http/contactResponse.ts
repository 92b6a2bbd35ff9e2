import { type StoredContact, toContact } from '../contacts/contact.ts';
import type { PastContact } from '../contacts/history.ts';
import { etagOf } from './etags.ts';
import type { HandlerResponse } from './middleware.ts';

type Identified = Pick<StoredContact, 'contactId'>;

export const contactPath = ({ contactId }: Identified): string => `/api/contacts/${contactId}`;

/** Makes the response for one contact, with its version as the etag. */
export const contactResponse = (item: StoredContact, requestedId: string): HandlerResponse => ({
  body: toContact(item),
  headers: {
    etag: etagOf(item.version),
    ...survivorHeaders(item, requestedId),
  },
});

/** Makes the response for a new contact, with its path. */
export const createdResponse = (item: StoredContact): HandlerResponse => ({
  body: toContact(item),
  headers: { etag: etagOf(item.version), location: contactPath(item) },
});

/** Makes the response for one contact as it was at some time. */
export const pastContactResponse = ({ contact, version }: PastContact, requestedId: string): HandlerResponse => ({
  body: contact,
  headers: { etag: etagOf(version), ...survivorHeaders({ contactId: contact.id }, requestedId) },
});

/**
 * Makes a content-location header with the survivor's path, if the requested contact was merged into `item`. `part` is
 * the rest of the requested path.
 */
export const survivorHeaders = (item: Identified, requestedId: string, part = ''): Record<string, string> =>
  item.contactId === requestedId ? {} : { 'content-location': `${contactPath(item)}${part}` };
