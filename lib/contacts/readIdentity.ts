import type { IdentityKind } from '../../schemas/identity.ts';
import { identityOf, mayBeNational as mayBeNationalSender } from './senders.ts';
import type { KeyedIdentity } from './sightings.ts';

/** An address as somebody writes it: an email, a phone number, or an id of a channel. */
export type NamedIdentity = { readonly kind: IdentityKind; readonly value: string };

/** The message whose sender would have this address. */
const sentFrom = ({ kind, value }: NamedIdentity) =>
  ({ channel: kind === 'phone' ? 'voice' : kind, sender: { address: value } }) as const;

/** Whether the tenant's country may make a difference to what an address stands for. */
export const mayBeNational = (named: NamedIdentity): boolean => mayBeNationalSender(sentFrom(named));

type Circumstances = {
  /** The key of an identity that does not count. */
  readonly known: string;
  readonly channel: string;
  readonly country: string | undefined;
};

/** The identities that a message names beside its address, each once, and why the others are none. */
export function readIdentities(
  named: readonly NamedIdentity[],
  { known, channel, country }: Circumstances,
): { readonly identities: readonly KeyedIdentity[]; readonly ignored: readonly string[] } {
  const all = named.map((each) => readIdentity(each, country));
  const read = all.flatMap((each) =>
    'reason' in each || each.key === known ? [] : [{ key: each.key, identity: { ...each.identity, channel } }],
  );
  return {
    identities: [...new Map(read.map((each) => [each.key, each])).values()],
    ignored: all.flatMap((each) => ('reason' in each ? [each.reason] : [])),
  };
}

/**
 * Reads an address as the sender of a message is read, or states why it is none. An email may be one from which only
 * machines write, such as `noreply@acme.example`. A phone number may have the kind of any channel on which people dial;
 * one without a country code is read as one of `country` (ISO 3166-1).
 */
export function readIdentity(named: NamedIdentity, country?: string): KeyedIdentity | { readonly reason: string } {
  const read = identityOf(sentFrom(named), country);
  if ('reason' in read) return read;
  const { key, identity } = read;
  if (named.kind === 'phone' && identity.kind !== 'phone') return { reason: 'no_phone' };
  return { key, identity: { kind: identity.kind, value: identity.value } };
}
