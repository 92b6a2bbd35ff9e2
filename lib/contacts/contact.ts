import type { Contact } from '../../schemas/contact.ts';
import { fold, mergedIds } from './fold.ts';
import type { Identities, Stamp } from './identities.ts';
import type { Assertions, Sources } from './sources.ts';
import type { WriteIds } from './writeIds.ts';

/** What a contact consists of, merged or not. Times are ISO 8601 in UTC with milliseconds. */
export type ContactPart = {
  /** `manual` and `agent` are always stored, so that an update can set one of their fields by path. */
  readonly sources: Sources & { readonly manual: object };
  readonly identities: Identities;
  /** The keys of the identities that a person removed from the contact, the newest last: no machine gives them back. */
  readonly refused?: readonly string[];
  readonly resolutionStatus: Contact['resolutionStatus'];
  readonly externalRef?: string;
  readonly resolvedAt?: string;
  /** The id of the part whose link callers see, if it has one; otherwise it is that of the first part that has one. */
  readonly shownLink?: string;
};

/** What a merged contact contributes to its survivor. Its addresses and its link are claimed by its own id. */
export type Contribution = ContactPart & {
  /** The place among all contributions of the survivor. */
  readonly place: number;
  /** The contact that it was merged into: the survivor, or another one that was merged later. */
  readonly into: string;
  readonly merged: Stamp;
  /**
   * All that people had stated before the merge, if some of it was withdrawn from the survivor: it counts again after
   * the un-merge.
   */
  readonly withdrawn?: Assertions;
  /** What people and agents had stated about the contact that it was merged into. */
  readonly before: {
    readonly manual: Assertions;
    readonly agent: Assertions;
    /** The keys of the addresses that were confirmed. */
    readonly confirmed: readonly string[];
    readonly externalRef?: string;
  };
};

/** A contact as it is stored. Times are ISO 8601 in UTC with milliseconds. */
export type StoredContact = ContactPart & {
  readonly tenantId: string;
  readonly contactId: string;
  /** What was merged into the contact, by the ids of the merged contacts. */
  readonly contributions?: { readonly [contactId: string]: Contribution };
  readonly mergedInto?: string;
  /** Of a part: the contact that it is a part of. It is never stored. */
  readonly survivor?: StoredContact;
  /** Grows with each change that callers can see; it is the etag. */
  readonly version: number;
  /** Of all writes, whether callers see a change or not: the first one is the lock of every read-modify-write. */
  readonly writeIds: WriteIds;
  readonly changedBy: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** The CRM record that a contact is linked to, if any, and how it was identified. */
export type CrmLink = Pick<StoredContact, 'resolutionStatus' | 'externalRef' | 'resolvedAt'>;

/** The id of the part of a contact whose link callers see: the contact itself where none has a link. */
export function linkedId({ contributions, shownLink, ...own }: StoredContact): string {
  if (contributions === undefined) return own.contactId;
  const isLinked = (id: string) => (id === own.contactId ? own : contributions[id])?.externalRef !== undefined;
  const ids = [own.contactId, ...mergedIds({ contributions })];
  return [shownLink ?? own.contactId, ...ids].find(isLinked) ?? own.contactId;
}

/** The link of a contact that callers see. */
export const linkOf = (contact: StoredContact): CrmLink => contact.contributions?.[linkedId(contact)] ?? contact;

/** Whether callers see the contact as one without a link to the CRM. */
export const isUnresolved = (contact: StoredContact): boolean =>
  linkOf(contact).resolutionStatus === 'unresolved' && contact.mergedInto === undefined;

/** Returns a stored contact in the form that callers see. */
export const toContact = (contact: StoredContact): Contact => ({
  id: contact.contactId,
  tenantId: contact.tenantId,
  externalRef: linkOf(contact).externalRef ?? null,
  resolutionStatus: linkOf(contact).resolutionStatus,
  ...fold(contact),
  createdAt: contact.createdAt,
  updatedAt: contact.updatedAt,
});
