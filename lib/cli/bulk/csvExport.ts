import { type StoredContact, toContact } from '../../contacts/contact.ts';
import { csvLine } from './cells.ts';

const fields = [
  'id',
  'externalRef',
  'resolutionStatus',
  'firstName',
  'lastName',
  'email',
  'phone',
  'companyName',
  'createdAt',
  'updatedAt',
] as const;

/** The first line of a CSV export. */
export const csvHead: string = csvLine([...fields, 'otherEmails', 'otherPhones']);

/** A contact as a line of a CSV export: what callers see, and the emails and phones beside those. */
export function csvContact(stored: StoredContact): string {
  const contact = toContact(stored);
  const others = (['email', 'phone'] as const).map((kind) =>
    Object.values(stored.identities)
      .flatMap((each) => (each.kind === kind && each.value !== contact[kind] ? [each.value] : []))
      .join('; '),
  );
  return csvLine([...fields.map((field) => contact[field] ?? ''), ...others]);
}
