import type { ContactExport } from '../../schemas/api/exportContact.ts';
import { type StoredContact, toContact } from '../contacts/contact.ts';
import { fields } from '../contacts/fieldValues.ts';
import { type Assertions, type Source, unspecified } from '../contacts/sources.ts';
import { assertionsIn } from '../contacts/statedNames.ts';
import type { Holdings } from '../dynamo/contacts/findHoldings.ts';
import { readSearchKey } from '../dynamo/table/keys.ts';
import { toHistoryBody } from './historyBody.ts';
import { toIdentitiesBody } from './identitiesBody.ts';
import { toResolutionBody } from './resolutionBody.ts';

/** Makes the public form of everything that is stored about a contact. */
export const toExportBody = (
  contact: StoredContact,
  { parts, claims, resolutions, pairs, history, searchKeys }: Holdings,
): ContactExport => ({
  contact: toContact(contact),
  statements: parts.flatMap(toStatements),
  identities: toIdentitiesBody(contact),
  removedIdentities: parts.flatMap(({ refused }) => [...(refused ?? [])]),
  seenIdentities: [...new Set(claims.flatMap((claim) => [...(claim.with ?? [])]))],
  resolution: toResolutionBody(resolutions[0]),
  candidates: resolutions.flatMap(({ candidates }) => candidates?.records ?? []),
  removedRecords: resolutions.flatMap(({ refused }) => [...(refused ?? [])]),
  suggestions: pairs.map(({ ids, weight, reasons, dismissed }) => ({
    id: ids.find((id) => id !== contact.contactId) ?? contact.contactId,
    weight,
    reasons: reasons.map(({ field, key, at, by }) => ({ field, value: key, at: new Date(at).toISOString(), by })),
    dismissedAt: dismissed ? new Date(dismissed[0]).toISOString() : null,
  })),
  history: { data: history.entries.map(toHistoryBody), ...(history.nextCursor && { nextCursor: history.nextCursor }) },
  searchWords: searchKeys.map((key) => readSearchKey(key).word),
});

/** What each source asserts, and the other names that it remembers. */
const toStatements = ({ contactId, sources }: StoredContact): ContactExport['statements'] =>
  Object.entries(sources).flatMap(([source, assertions = {}]) => {
    const all: readonly Assertions[] = [assertions, ...(assertions.names ?? []).map(assertionsIn)];
    const statements = all.flatMap((each) =>
      fields.flatMap((field) => {
        const [value, at, by] = each[field] ?? unspecified;
        if (at === unspecified[1]) return [];
        return [{ contactId, source: source as Source, field, value, since: new Date(at).toISOString(), by }];
      }),
    );
    return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
  });
