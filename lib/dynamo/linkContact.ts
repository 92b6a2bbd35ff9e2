import { ContactError } from '../contacts/ContactError.ts';
import { identityChanges } from '../contacts/identities.ts';
import { assertedBy, isSaid, type Said } from '../contacts/statements.ts';
import { type AskedFor, changeContact, type Outcome } from './changeContact.ts';
import { claim, release } from './claims.ts';
import type { ContactItem } from './contactItem.ts';
import { type Resolution, timestamp, type Write } from './contactUpdate.ts';
import { keys } from './keys.ts';
import { overwriteContact } from './overwriteContact.ts';
import { refuseRecord } from './resolutions.ts';

/** The record that a person says a contact is, with the company where they say it too. */
export type Link = AskedFor & { readonly externalRef: string; readonly companyName?: string | undefined };

/**
 * Links a contact to a record of the CRM, and claims the record for it. That is final for machines. What the CRM said of
 * another record is forgotten. Throws `external_ref_taken`, and what changeContact throws.
 */
export const linkContact = ({ externalRef, companyName, ...asked }: Link): Promise<ContactItem> =>
  changeContact(asked, (seen, write) => {
    const said: Said = companyName === undefined ? {} : { companyName };
    const isLinked = seen.externalRef === externalRef && seen.resolutionStatus === 'manually_resolved';
    if (isLinked && isSaid(said, seen.sources.manual)) return Promise.resolve({ written: seen });
    return resolve(seen, write, said, { resolutionStatus: 'manually_resolved', externalRef });
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

/** Writes how a contact is identified now, in one transaction with the claims of the records. One that it was is refused. */
async function resolve(seen: ContactItem, write: Write, said: Said, resolution: Resolution): Promise<Outcome> {
  const { tenantId, contactId } = write;
  const { externalRef } = resolution;
  const now = Date.now();
  const isOther = externalRef !== seen.externalRef;
  const silenced = isOther && seen.sources.crm !== undefined;
  // What only the CRM vouched for goes with its word.
  const { released, patch } = identityChanges('crm', silenced ? { email: null, phone: null } : {}, seen);
  const change = {
    source: 'manual',
    assertions: assertedBy(write.actor, now, said),
    identities: patch,
    now,
    resolution: { ...resolution, ...(externalRef !== undefined && { resolvedAt: timestamp(now) }) },
    ...(silenced && { silenced: 'crm' as const }),
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
