import { type ChangeableField, changeableFields } from '../../schemas/contact.ts';
import { type StoredContact, toContact } from './contact.ts';

/** The fields that callers see differently after a change; of a new contact, all that have a value. */
export function changedFields(before: StoredContact | undefined, after: StoredContact): ChangeableField[] {
  const [old, current] = [before && toContact(before), toContact(after)];
  return changeableFields.filter((field) => current[field] !== (old ? old[field] : null));
}
