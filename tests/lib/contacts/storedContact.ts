import type { StoredContact } from '../../../lib/contacts/contact.ts';
import type { Sourced } from '../../../lib/contacts/fold.ts';
import {
  type Identity,
  type IdentityField,
  identityFields,
  identityKey,
  type Proof,
} from '../../../lib/contacts/identities.ts';
import type { Sources } from '../../../lib/contacts/sources.ts';

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
  writeIds: ['earlier', '', '', ''],
  changedBy: 'key:1',
  createdAt: new Date(changedAt).toISOString(),
  updatedAt: new Date(changedAt).toISOString(),
  ...attributes,
});

/** The identity of an address, by its key, with what proves it. */
export const identity = (
  field: IdentityField,
  value: string,
  proof: Proof = {},
): { readonly [key: string]: Identity } => ({
  [identityKey(field, value)]: { kind: field, value, ...proof },
});

/**
 * A contact that owns all addresses that these sources assert. Messages came from those of `sender`, which stores none.
 */
export function owning({ sender, ...others }: Sources): Pick<Sourced, 'sources' | 'identities'> {
  const { email, phone, ...names } = sender ?? {};
  const addresses = [...Object.values(others), { email, phone }].flatMap((source) =>
    identityFields.flatMap((field) => {
      const [value, at, by] = source[field] ?? [];
      if (!value || at === undefined || by === undefined) return [];
      return Object.entries(identity(field, value, source[field] === sender?.[field] ? { verified: [at, by] } : {}));
    }),
  );
  return { sources: { ...others, ...(sender && { sender: names }) }, identities: Object.fromEntries(addresses) };
}

/** That a first message came at a time. */
export const verifiedAt = (at: number, by = 'message:0'): Proof => ({ verified: [at, by] });
