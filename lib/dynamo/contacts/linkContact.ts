import { ContactError } from '../../contacts/ContactError.ts';
import { identityChanges } from '../../contacts/identities.ts';
import { aboutOf, questionOf } from '../../contacts/question.ts';
import type { Assertions } from '../../contacts/sources.ts';
import { assertedBy, isSaid, type Said } from '../../contacts/statements.ts';
import { findResolution, refuseRecord } from '../resolution/resolutions.ts';
import { keys } from '../table/keys.ts';
import { type AskedFor, changeContact, type Outcome } from './changeContact.ts';
import { claim, release } from './claims.ts';
import type { ContactItem } from './contactItem.ts';
import { type Resolution, timestamp, type Write } from './contactUpdate.ts';
import { overwriteContact } from './overwriteContact.ts';

/** The record that a person says a contact is, with the company where they say it too. */
export type Link = AskedFor & { readonly externalRef: string; readonly companyName?: string | undefined };

/**
 * Links a contact to a record of the CRM, and claims the record for it. That is final for machines. What the CRM said of
 * another record is forgotten; what it says of this one is known, if it is a candidate. Throws `external_ref_taken`, and what
 * changeContact throws.
 */
export const linkContact = ({ externalRef, companyName, ...asked }: Link): Promise<ContactItem> =>
  changeContact(asked, async (seen, write) => {
    const said: Said = companyName === undefined ? {} : { companyName };
    const isLinked = seen.externalRef === externalRef && seen.resolutionStatus === 'manually_resolved';
    if (isLinked && isSaid(said, seen.sources.manual)) return { written: seen };
    const known = isLinked ? undefined : await wordOfCandidate(seen, externalRef);
    return resolve(seen, write, said, { resolutionStatus: 'manually_resolved', externalRef }, known);
  });

/**
 * Takes a contact's link to the CRM back, and all that the CRM said of it. No machine makes that link again. Throws what
 * changeContact throws.
 */
export const unlinkContact = (asked: AskedFor): Promise<ContactItem> =>
  changeContact(asked, (seen, write) =>
    seen.resolutionStatus === 'unresolved'
      ? Promise.resolve({ written: seen })
      : resolve(seen, write, {}, { resolutionStatus: 'unresolved' }),
  );

const hour = 3_600_000;

/** What the CRM said of a record when it was found among others; addresses apart, which a person did not choose. */
async function wordOfCandidate(
  { tenantId, contactId, sources }: ContactItem,
  ref: string,
): Promise<Assertions | undefined> {
  const { about, candidates } = (await findResolution(tenantId, contactId)) ?? {};
  const record = candidates?.records.find(({ externalRef }) => externalRef === ref);
  if (!candidates || record === undefined || about !== aboutOf(questionOf(sources))) return undefined;
  const { firstName, lastName, companyName } = record;
  const hasName = firstName !== null || lastName !== null;
  const said = { ...(hasName && { firstName, lastName }), ...(companyName !== null && { companyName }) };
  return Object.keys(said).length > 0 ? assertedBy(candidates.by, candidates.at, said) : undefined;
}

/** Writes how a contact is identified now, in one transaction with the claims of the records. One that it was is refused. */
async function resolve(
  seen: ContactItem,
  write: Write,
  said: Said,
  resolution: Resolution,
  crm?: Assertions,
): Promise<Outcome> {
  const { tenantId, contactId } = write;
  const { externalRef } = resolution;
  const now = Date.now();
  const isOther = externalRef !== seen.externalRef;
  const isReplaced = isOther && (crm !== undefined || seen.sources.crm !== undefined);
  // What only the CRM vouched for goes with its word.
  const { released, patch } = identityChanges('crm', isReplaced ? { email: null, phone: null } : {}, seen);
  const change = {
    source: 'manual',
    assertions: assertedBy(write.actor, now, said),
    identities: patch,
    now,
    resolution: { ...resolution, ...(externalRef !== undefined && { resolvedAt: timestamp(now) }) },
    ...(isReplaced && { replaced: { source: 'crm', assertions: crm } as const }),
  } as const;
  const outcome = await overwriteContact(seen, write, change, [
    ...(isOther && externalRef !== undefined ? [claim(tenantId, keys.externalRef(externalRef), contactId)] : []),
    ...(isOther && seen.externalRef !== undefined
      ? [
          release(tenantId, keys.externalRef(seen.externalRef), contactId),
          refuseRecord(tenantId, contactId, seen.externalRef, now + hour),
        ]
      : []),
    ...released.map((key) => release(tenantId, keys.identity(key), contactId)),
  ]);
  if ('written' in outcome) return outcome;
  const { 0: contact, 1: taken } = outcome.failed;
  if (contact) return contact;
  if (taken?.found?.holder === undefined) throw new Error('A contact has an externalRef whose claim it does not hold');
  const message = `externalRef belongs to contact ${taken.found.holder}`;
  throw new ContactError('external_ref_taken', message, { faults: [{ pointer: '/externalRef', message }] });
}
