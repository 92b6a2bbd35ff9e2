import { type StoredContact, toContact } from '../contacts/contact.ts';
import { etagOf } from './etags.ts';
import type { Answer } from './exchange.ts';

export const pathOf = ({ contactId }: StoredContact): string => `/api/contacts/${contactId}`;

/** Answers one contact with its version. */
export const contactAnswer = (item: StoredContact, askedId: string): Answer => ({
  body: toContact(item),
  headers: {
    etag: etagOf(item.version),
    ...survivorHeaders(item, askedId),
  },
});

/** Tells the path of the survivor where another id was asked for, because that one was merged. `part` is what was asked of it. */
export const survivorHeaders = (item: StoredContact, askedId: string, part = ''): Record<string, string> =>
  item.contactId === askedId ? {} : { 'content-location': `${pathOf(item)}${part}` };
