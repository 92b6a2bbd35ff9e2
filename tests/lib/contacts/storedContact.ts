import type { StoredContact } from '../../../lib/contacts/contact.ts';
import { type Identity, type IdentityField, identityKey } from '../../../lib/contacts/identities.ts';

/** When `storedContact` was last changed, in epoch milliseconds. */
export const changedAt = Date.UTC(2026, 10, 23, 9, 30);

/** A contact as the table holds one, with these attributes. */
export const storedContact = (attributes: Partial<StoredContact> = {}): StoredContact => ({
  tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
  contactId: '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55',
  sources: { manual: {} },
  identities: {},
  resolutionStatus: 'unresolved',
  version: 7,
  writeId: 'earlier',
  changedBy: 'key:1',
  createdAt: new Date(changedAt).toISOString(),
  updatedAt: new Date(changedAt).toISOString(),
  ...attributes,
});

/** The identity of an address, by its key. `seenAt` is when the first message came from it. */
export const identity = (
  field: IdentityField,
  value: string,
  seenAt?: number,
): { readonly [key: string]: Identity } => ({
  [identityKey(field, value)]: { kind: field, value, ...(seenAt !== undefined && { seenAt }) },
});
