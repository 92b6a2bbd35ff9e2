import { type ContactItem, toContact } from '../dynamo/contactItem.ts';
import { etagOf } from './etags.ts';
import type { Answer } from './exchange.ts';

export const pathOf = ({ contactId }: ContactItem): string => `/api/contacts/${contactId}`;

/** Answers one contact with its version. Where another id was asked for, that one was merged: tells the path of the survivor. */
export const contactAnswer = (item: ContactItem, askedId: string): Answer => ({
  body: toContact(item),
  headers: {
    etag: etagOf(item.version),
    ...(item.contactId !== askedId && { 'content-location': pathOf(item) }),
  },
});
