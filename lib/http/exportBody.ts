import type { ContactExport } from '../../schemas/api/exportContact.ts';
import { type StoredContact, toContact } from '../contacts/contact.ts';
import type { Pair } from '../contacts/duplicates.ts';
import { fields } from '../contacts/fieldValues.ts';
import { includes } from '../contacts/parts.ts';
import { type Assertions, type Source, type Sources, unspecified } from '../contacts/sources.ts';
import { assertionsIn } from '../contacts/statedNames.ts';
import type { Holdings } from '../dynamo/contacts/findHoldings.ts';
import type { DependentKind } from '../dynamo/table/keys.ts';
import { toReasonsBody } from './duplicatesBody.ts';
import { toHistoryBody } from './historyBody.ts';
import { toIdentitiesBody } from './identitiesBody.ts';
import { toMergesBody } from './mergeBody.ts';
import { toResolutionBody } from './resolutionBody.ts';

/** Makes the public form of everything that is stored about a contact. */
export const toExportBody = (contact: StoredContact, holdings: Holdings): ContactExport => ({
  contact: toContact(contact),
  merges: toMergesBody(contact),
  statements: toStatements(contact, holdings.parts),
  identities: toIdentitiesBody(contact),
  removedIdentities: holdings.parts.flatMap(({ refused = [] }) => refused),
  ...views.identity(holdings),
  ...views.externalRef(),
  ...views.resolution(holdings),
  ...views.duplicate(holdings, contact),
  ...views.answer(holdings),
  ...views.history(holdings),
  ...views.search(holdings),
});

/** The contact of a pair that is another one, or, where both are one by now, the one that was merged. */
const otherOf = (contact: StoredContact, ids: Pair['ids']): string =>
  ids.find((id) => !includes(contact, id)) ?? ids.find((id) => id !== contact.contactId) ?? contact.contactId;

/** How many responses an export has: each may show all addresses of the contact. */
const maxResponses = 100;

/** How each kind of item that erasing a contact removes is shown. A kind that is missing here does not compile. */
const views = {
  identity: ({ identity }: Holdings) => ({
    seenIdentities: [...new Set(identity.flatMap((claim) => [...(claim.with ?? [])]))],
  }),
  // The contact and its merges name their records.
  externalRef: () => ({}),
  resolution: ({ resolution }: Holdings) => ({
    resolutions: resolution.map(toResolutionBody).filter((attempt) => attempt !== null),
    candidates: resolution.flatMap(({ candidates }) => candidates?.records ?? []),
    removedRecords: resolution.flatMap(({ refused = [] }) => refused),
  }),
  duplicate: ({ duplicate }: Holdings, contact: StoredContact) => ({
    suggestions: duplicate.map(({ ids, weight, dismissed, reasons, similarity }) => ({
      id: otherOf(contact, ids),
      weight,
      reasons: toReasonsBody(reasons, similarity),
      dismissedAt: dismissed ? new Date(dismissed[0]).toISOString() : null,
    })),
  }),
  answer: ({ answer }: Holdings) => ({
    responses: answer
      .slice(0, maxResponses)
      // Unlike toISOString, toJSON bears the item of the rehearsal, whose time is that of a key, a text.
      .map(({ body = '', expiresAt }) => ({ body, expiresAt: new Date(expiresAt * 1000).toJSON() })),
  }),
  history: ({ history: { entries, nextCursor } }: Holdings) => ({
    history: { data: entries.map(toHistoryBody), ...(nextCursor && { nextCursor }) },
  }),
  search: ({ search }: Holdings) => ({ searchWords: [...search] }),
} satisfies { readonly [K in DependentKind]: (holdings: Holdings, contact: StoredContact) => Partial<ContactExport> };

type Statements = ContactExport['statements'];

/** What each source asserts, the other names that it remembers, and what a merge keeps for undoing it. */
function toStatements({ contributions = {} }: StoredContact, parts: readonly StoredContact[]): Statements {
  const kept = Object.entries(contributions).flatMap(([id, { into, before, withdrawn = {} }]) => [
    ...statementsIn(into, { manual: before.manual, agent: before.agent }),
    ...statementsIn(id, { manual: withdrawn }),
  ]);
  const all = [...parts.flatMap(({ contactId, sources }) => statementsIn(contactId, sources)), ...kept];
  return [...new Map(all.map((statement) => [JSON.stringify(statement), statement])).values()];
}

const statementsIn = (contactId: string, sources: Sources): Statements =>
  Object.entries(sources).flatMap(([source, assertions = {}]) => {
    const all: readonly Assertions[] = [assertions, ...(assertions.names ?? []).map(assertionsIn)];
    return all.flatMap((each) =>
      fields.flatMap((field) => {
        const [value, at, by] = each[field] ?? unspecified;
        if (at === unspecified[1]) return [];
        return [{ contactId, source: source as Source, field, value, since: new Date(at).toISOString(), by }];
      }),
    );
  });
