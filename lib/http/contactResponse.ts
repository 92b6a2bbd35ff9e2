import { type ContactItem, toContact } from '../dynamo/contacts/contactItem.ts';
import { etagOf } from './etags.ts';
import type { HandlerResponse } from './middleware.ts';

export const contactPath = ({ contactId }: ContactItem): string => `/api/contacts/${contactId}`;

/** Answers one contact with its version. */
export const contactResponse = (item: ContactItem, requestedId: string): HandlerResponse => ({
  body: toContact(item),
  headers: {
    etag: etagOf(item.version),
    ...survivorHeaders(item, requestedId),
  },
});

/** Tells the path of the survivor where another id was asked for, because that one was merged. `part` is what was asked of it. */
export const survivorHeaders = (item: ContactItem, requestedId: string, part = ''): Record<string, string> =>
  item.contactId === requestedId ? {} : { 'content-location': `${contactPath(item)}${part}` };
