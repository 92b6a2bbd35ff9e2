import type { Contact } from '../../schemas/contact.ts';
import type { Identities } from './identities.ts';
import { fold, type Sources } from './sources.ts';
import type { WriteIds } from './writeIds.ts';

/** A contact as it is stored. Times are ISO 8601 in UTC with milliseconds. */
export type StoredContact = {
  readonly tenantId: string;
  readonly contactId: string;
  /** `manual` and `agent` are always stored, so that an update can set one of their fields by path. */
  readonly sources: Sources & { readonly manual: object };
  readonly identities: Identities;
  /** The keys of the identities that a person removed from the contact: no machine gives them back. */
  readonly refused?: ReadonlySet<string>;
  readonly resolutionStatus: Contact['resolutionStatus'];
  readonly externalRef?: string;
  readonly resolvedAt?: string;
  readonly mergedInto?: string;
  /** Counts the changes that callers can see; it is the etag. */
  readonly version: number;
  /** Of all writes, whether callers see a change or not: the first one is the lock of every read-modify-write. */
  readonly writeIds: WriteIds;
  readonly changedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** The CRM record that a contact is linked to, if any, and how it was identified. */
export type CrmLink = Pick<StoredContact, 'resolutionStatus' | 'externalRef' | 'resolvedAt'>;

/** Whether machines may still look the contact up in the CRM. */
export const isUnresolved = ({ resolutionStatus, mergedInto }: StoredContact): boolean =>
  resolutionStatus === 'unresolved' && mergedInto === undefined;

/** Returns a stored contact in the form that callers see. */
export const toContact = (contact: StoredContact): Contact => ({
  id: contact.contactId,
  tenantId: contact.tenantId,
  externalRef: contact.externalRef ?? null,
  resolutionStatus: contact.resolutionStatus,
  ...fold(contact),
  createdAt: contact.createdAt,
  updatedAt: contact.updatedAt,
});
