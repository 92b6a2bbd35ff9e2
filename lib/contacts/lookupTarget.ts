import type { Lookup } from '../../schemas/crmLookups.ts';
import type { StoredContact } from './contact.ts';
import { identityFields } from './identities.ts';
import { fingerprintOf, type LookupAddresses, lookupAddressesOf } from './lookupAddresses.ts';
import type { Address } from './matching.ts';
import type { NameOrder } from './names/order.ts';
import type { Resolution } from './resolution.ts';

/** What a lookup is to find in the CRM: a person by the addresses of a contact and, if it is linked, its record. */
export type LookupTarget = {
  readonly addresses: LookupAddresses;
  readonly link?: LinkedRecord;
  /** The country (ISO 3166-1) whose national numbers the CRM has. */
  readonly defaultCountry?: string | undefined;
  /** Which part of a full name the CRM writes first. */
  readonly nameOrder?: NameOrder | undefined;
};

/** The record that a contact is linked to. */
export type LinkedRecord = {
  readonly externalRef: string;
  /** Whether a person has made the link, which no machine moves. */
  readonly isFinal: boolean;
  /** Whether the CRM has stated anything about the record since the contact was linked to it. */
  readonly isKnown: boolean;
  /** Its addresses, as the CRM stated them last. */
  readonly addresses: LookupAddresses;
  /** By what it was found last. */
  readonly foundBy?: Lookup['by'] | undefined;
  /** What makes it the record of the contact: the visible addresses, and those that messages came from. */
  readonly evidence: readonly Address[];
};

/** What a lookup of a contact is to find, with what is known from the lookup before. */
export function lookupTargetOf(contact: StoredContact, { found }: Resolution = {}): LookupTarget {
  const addresses = lookupAddressesOf(contact);
  const { externalRef, resolutionStatus, sources, identities } = contact;
  if (externalRef === undefined) return { addresses };
  const visible = identityFields.flatMap((by) => {
    const value = addresses[by];
    return value === null ? [] : [{ by, value }];
  });
  const seen = Object.values(identities).flatMap(({ kind, value, verified }) => {
    const by = identityFields.find((field) => field === kind);
    return by === undefined || verified === undefined ? [] : [{ by, value }];
  });
  const link = {
    externalRef,
    isFinal: resolutionStatus === 'manually_resolved',
    isKnown: sources.crm !== undefined,
    addresses: { email: sources.crm?.email?.[0] ?? null, phone: sources.crm?.phone?.[0] ?? null },
    foundBy: found?.externalRef === externalRef ? found.by : undefined,
    evidence: [...visible, ...seen],
  };
  return { addresses, link };
}

/** Whether a lookup for one target is also one for the other: the same addresses, and the same link. */
export const isSameTarget = (one: LookupTarget, other: LookupTarget): boolean =>
  fingerprintOf(one.addresses) === fingerprintOf(other.addresses) &&
  one.link?.externalRef === other.link?.externalRef &&
  one.link?.isFinal === other.link?.isFinal;
