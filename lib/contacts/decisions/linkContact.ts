import { forbidAgent } from '../actors.ts';
import { type Author, allOf, type ContactChange, type Decision } from '../change.ts';
import { type CrmLink, linkOf, type StoredContact } from '../contact.ts';
import { assertedBy, isAsserted } from '../fieldValues.ts';
import { identityChanges } from '../identityChanges.ts';
import { fingerprintOf, lookupAddressesOf } from '../lookupAddresses.ts';
import { partsOf } from '../parts.ts';
import { refusing } from '../refusals.ts';
import type { Resolution } from '../resolution.ts';
import type { Assertions } from '../sources.ts';

/** The CRM record that a person says a contact is, with the company where they state it too. */
export type LinkRequest = { readonly externalRef: string; readonly companyName?: string | undefined };

/**
 * Decides what changes when a person links a contact to any record of the CRM. That is final for machines. What the CRM
 * stated about another record is removed; what it states about this one is taken from the candidates in `resolution`,
 * if it is one, until the record is looked up. Throws `forbidden` for an agent.
 */
export function linkContact(
  contact: StoredContact,
  { externalRef, companyName }: LinkRequest,
  resolution: Resolution | undefined,
  author: Author,
): Decision {
  forbidAgent(author.actor, 'link a contact; only a person can');
  const company = companyName === undefined ? {} : assertedBy(author.actor, author.at, { companyName });
  const shown = linkOf(contact);
  const isLinked = shown.externalRef === externalRef && shown.resolutionStatus === 'manually_resolved';
  if (isLinked && isAsserted(company, contact.sources.manual)) return 'unchanged';
  const crm = candidateAssertions(contact, externalRef, resolution);
  const resolvedAt = new Date(author.at).toISOString();
  const link = { resolutionStatus: 'manually_resolved', externalRef, resolvedAt } as const;
  // A record that what was merged into the contact is linked to stays there, for an un-merge.
  const merged = partsOf(contact).find(
    (part) => part.externalRef === externalRef && part.contactId !== contact.contactId,
  );
  const change = merged ? { ...author, contact } : relink(contact, link, crm, { author, resolution });
  const manual = { ...(change.sources?.manual ?? contact.sources.manual), ...company };
  const own: ContactChange = {
    ...change,
    ...(contact.contributions && { shownLink: merged?.contactId ?? null }),
    ...(companyName !== undefined && { sources: { ...change.sources, manual } }),
  };
  return merged ? [own, relink(merged, link, crm, { author, resolution: undefined })] : own;
}

/**
 * Decides what changes when a person removes the link to the CRM, with those of what was merged into the contact.
 * `resolutions` are those of its linked parts, by their ids. No machine makes such a link again. Throws `forbidden` for
 * an agent.
 */
export function unlinkContact(
  contact: StoredContact,
  resolutions: ReadonlyMap<string, Resolution>,
  author: Author,
): Decision {
  forbidAgent(author.actor, 'unlink a contact; only a person can');
  return allOf(
    linkedParts(contact).map((part) => {
      const resolution = resolutions.get(part.contactId);
      return relink(part, { resolutionStatus: 'unresolved' }, undefined, { author, resolution });
    }),
  );
}

/** The parts of a contact that are linked to a record of the CRM. */
export const linkedParts = (contact: StoredContact): StoredContact[] =>
  partsOf(contact).filter(({ resolutionStatus }) => resolutionStatus !== 'unresolved');

/** What the CRM stated about a candidate; without its addresses, because the person did not choose those. */
function candidateAssertions(
  contact: StoredContact,
  externalRef: string,
  { fingerprint, candidates }: Resolution = {},
): Assertions | undefined {
  const record = candidates?.records.find((candidate) => candidate.externalRef === externalRef);
  if (!candidates || record === undefined || fingerprint !== fingerprintOf(lookupAddressesOf(contact)))
    return undefined;
  const { firstName, lastName, companyName } = record;
  const hasName = firstName !== null || lastName !== null;
  const values = { ...(hasName && { firstName, lastName }), ...(companyName !== null && { companyName }) };
  return Object.keys(values).length > 0 ? assertedBy(candidates.by, candidates.at, values) : undefined;
}

const hour = 3_600_000;

/**
 * Changes the link. A record that the contact was linked to before is refused for it. The company that a person stated
 * with that link goes with it. A contact without a link is looked up again an hour later.
 */
function relink(
  contact: StoredContact,
  link: CrmLink,
  crm: Assertions | undefined,
  { author, resolution }: { readonly author: Author; readonly resolution: Resolution | undefined },
): ContactChange {
  const { externalRef: before } = contact;
  if (link.externalRef === before) return { ...author, contact, link };
  const { companyName, ...manual } = contact.sources.manual;
  const isOfLink = before !== undefined && companyName?.[1] === Date.parse(contact.resolvedAt ?? '');
  const isReplaced = crm !== undefined || contact.sources.crm !== undefined;
  // The contact gives up an address that only the CRM stated.
  const identities = isReplaced ? identityChanges(contact, 'crm', { email: 'withdrawn', phone: 'withdrawn' }) : {};
  return {
    ...author,
    contact,
    link,
    ...((isReplaced || isOfLink) && {
      sources: { ...(isReplaced && { crm: crm ?? null }), ...(isOfLink && { manual }) },
    }),
    identities,
    ...(before !== undefined && {
      resolution: {
        set: {
          refused: refusing(resolution?.refused, before),
          ...(link.externalRef === undefined && { dueAt: author.at + hour }),
        },
      },
    }),
  };
}
