import { readFileSync } from 'node:fs';
import type { StoredContact } from '../../lib/contacts/contact.ts';
import { uuidV7 } from '../../lib/contacts/uuid.ts';

/** A contact, and what all contacts of one person share. */
export type Labelled = { readonly contact: StoredContact; readonly person: string };

/** The columns that stand for what contacts have: of the first row, the ones that are there. */
const columns = {
  firstName: ['first_name', 'given_name'],
  lastName: ['surname', 'last_name'],
  email: ['email'],
  companyName: ['company', 'city', 'suburb'],
  person: ['cluster', 'rec_id'],
} as const;

/** Reads the records of a file of comma-separated values without quotes as contacts of one tenant. */
export function readLabelled(file: string, tenantId: string): Labelled[] {
  const [header = [], ...rows] = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => line.split(',').map((cell) => cell.trim()));
  const placeOf = (names: readonly string[]) => header.findIndex((name) => names.includes(name));
  return rows.map((row, n) => {
    const cell = (column: keyof typeof columns) => row[placeOf(columns[column])] ?? '';
    // `rec-12-org` and `rec-12-dup-3` are one person.
    const person = cell('person').replace(/^(rec-\d+)-.*/, '$1');
    return { person, contact: contactOf(tenantId, 1_700_000_000_000 + n, cell) };
  });
}

function contactOf(
  tenantId: string,
  at: number,
  cell: (column: 'firstName' | 'lastName' | 'email' | 'companyName') => string,
): StoredContact {
  const names = (['firstName', 'lastName', 'companyName'] as const).flatMap((field) =>
    cell(field) ? [[field, [cell(field), at, 'key:1']] as const] : [],
  );
  const email = cell('email');
  const time = new Date(at).toISOString();
  return {
    tenantId,
    contactId: uuidV7(at),
    sources: { manual: Object.fromEntries(names), agent: {} },
    // Records of one person may have one address, which contacts of a tenant never have: it has no claim here.
    identities: email ? { [`email#${email}`]: { kind: 'email', value: email, verified: [at, 'message:1'] } } : {},
    resolutionStatus: 'unresolved',
    version: 1,
    writeIds: ['0123456789ab', '', '', ''],
    changedBy: 'key:1',
    createdAt: time,
    updatedAt: time,
  };
}
