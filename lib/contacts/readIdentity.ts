import type { IdentityKind } from '../../schemas/identity.ts';
import { identityOf } from './senders.ts';
import type { KeyedIdentity } from './sightings.ts';

/** An address as somebody writes it: an email, a phone number, or an id of a channel. */
export type NamedIdentity = { readonly kind: IdentityKind; readonly value: string };

/**
 * Reads an address as the sender of a message is read, or states why it is none of a person. A phone number may have the
 * kind of any channel on which people dial.
 */
export function readIdentity({ kind, value }: NamedIdentity): KeyedIdentity | { readonly reason: string } {
  const sent = { channel: kind === 'phone' ? 'voice' : kind, sender: { address: value } } as const;
  const read = identityOf(sent);
  if ('reason' in read) return read;
  const { key, identity } = read;
  if (kind === 'phone' && identity.kind !== 'phone') return { reason: 'no_phone' };
  return { key, identity: { kind: identity.kind, value: identity.value } };
}
