import { createHash } from 'node:crypto';
import type { MergedContact } from '../../schemas/merge.ts';
import { type StoredContact, toContact } from '../contacts/contact.ts';
import type { KeptEdit } from '../contacts/decisions/unmergeContact.ts';
import { mergedIds } from '../contacts/fold.ts';
import { historyEntry } from '../contacts/history.ts';
import { unmerged } from '../contacts/parts.ts';
import { firstPreview, type Merged } from '../dynamo/contacts/mergeContacts.ts';
import { toHistoryBody } from './historyBody.ts';
import { toIdentitiesBody } from './identitiesBody.ts';

/** Makes the public form of what a merge does. A preview and its merge have the same, byte for byte. */
export function toMergeBody({ before, after, duplicateId }: Merged) {
  const entry = historyEntry(before, after);
  return {
    survivor: toMergedContact(after),
    duplicateId,
    changes: entry ? toHistoryBody(entry).changes : [],
    identities: toIdentitiesBody(after),
  };
}

/** The number that stands for what a preview shows: 48 bits of its hash. */
export function previewVersionOf(merged: Merged): number {
  const hash = createHash('sha256')
    .update(JSON.stringify(toMergeBody(merged)))
    .digest();
  return firstPreview + hash.readUIntBE(0, 6);
}

/** Makes the public form of all merges of a contact, in their order. */
export const toMergesBody = (contact: StoredContact) =>
  mergedIds(contact).flatMap((id) => {
    const [duplicate, contribution] = [unmerged(contact, id), contact.contributions?.[id]];
    if (!duplicate || !contribution) return [];
    const { into, merged } = contribution;
    const [at, by] = merged;
    return [{ contact: toMergedContact(duplicate), mergedInto: into, at: new Date(at).toISOString(), by }];
  });

/** Makes the public form of what stays with the survivor when a merge is undone. */
export const toEditBody = ({ field, source, stated }: KeptEdit) => ({
  field,
  source,
  value: stated?.value ?? null,
  at: stated ? new Date(stated.at).toISOString() : null,
  by: stated?.by ?? null,
});

function toMergedContact(contact: StoredContact): MergedContact {
  const { id, externalRef, resolutionStatus, firstName, lastName, email, phone, companyName } = toContact(contact);
  return { id, externalRef, resolutionStatus, firstName, lastName, email, phone, companyName };
}
