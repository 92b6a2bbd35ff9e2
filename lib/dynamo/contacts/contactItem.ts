import type { Contact } from '../../../schemas/contact.ts';
import type { Identities } from '../../contacts/identities.ts';
import { fold, type Sources } from '../../contacts/sources.ts';

/** A contact as it lies in the table. Times are ISO 8601 in UTC with milliseconds. */
export type ContactItem = {
  readonly tenantId: string;
  readonly contactId: string;
  /** `manual` is always there, so that an update can set one of its fields by path. */
  readonly sources: Sources & { readonly manual: object };
  readonly identities: Identities;
  readonly resolutionStatus: Contact['resolutionStatus'];
  readonly externalRef?: string;
  readonly resolvedAt?: string;
  readonly mergedInto?: string;
  /** Counts the changes that callers can see; it is the etag. */
  readonly version: number;
  /** The request that wrote last, visible change or not: our own lock, and how a write knows itself again. */
  readonly writeId: string;
  readonly changedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Reads a stored contact. The table holds only what lib/dynamo wrote, so its form is not checked again. */
export const asContactItem = (item: Record<string, unknown>): ContactItem => item as ContactItem;

/** Whether a contact is one that the CRM may still tell who it is. */
export const isUnresolved = ({ resolutionStatus, mergedInto }: ContactItem): boolean =>
  resolutionStatus === 'unresolved' && mergedInto === undefined;

/** Puts a stored contact into the form that callers see. */
export const toContact = (item: ContactItem): Contact => ({
  id: item.contactId,
  tenantId: item.tenantId,
  externalRef: item.externalRef ?? null,
  resolutionStatus: item.resolutionStatus,
  ...fold(item.sources),
  createdAt: item.createdAt,
  updatedAt: item.updatedAt,
});
