import * as formats from '../../schemas/formats.ts';
import { type IdentityBody, identityKinds } from '../../schemas/identity.ts';
import { invalid } from '../contacts/ContactError.ts';
import type { StoredContact } from '../contacts/contact.ts';
import { identityId, strengthOf } from '../contacts/identities.ts';
import { partsOf } from '../contacts/parts.ts';
import { type NamedIdentity, readIdentity } from '../contacts/readIdentity.ts';
import type { KeyedIdentity } from '../contacts/sightings.ts';
import { spellingOf } from '../contacts/spelling.ts';
import { survivorHeaders } from './contactResponse.ts';
import { etagOf } from './etags.ts';
import type { HandlerResponse } from './middleware.ts';

/**
 * Makes the public form of a contact's identities. Those that messages came from are first, the oldest at the top.
 */
export const toIdentitiesBody = (contact: StoredContact): IdentityBody[] =>
  partsOf(contact)
    .flatMap(({ identities, sources }) =>
      Object.entries(identities).map(([key, identity]) => ({
        key,
        ...identity,
        value: spellingOf(key, identity, sources),
      })),
    )
    .toSorted((a, b) => (a.verified?.[0] ?? Infinity) - (b.verified?.[0] ?? Infinity) || a.value.localeCompare(b.value))
    .map(({ key, kind, value, channel, ...proof }) => ({
      id: identityId(key),
      kind,
      value,
      channel: channel ?? null,
      strength: strengthOf(proof),
      seenAt: proof.verified ? new Date(proof.verified[0]).toISOString() : null,
    }));

/** Makes the response with the identities of a changed contact. */
export const identitiesResponse = (item: StoredContact, requestedId: string): HandlerResponse => ({
  body: toIdentitiesBody(item),
  headers: { etag: etagOf(item.version), ...survivorHeaders(item, requestedId, '/identities') },
});

/**
 * Reads an address that a caller names in the field `name`; `country` is that of numbers without a country code. Throws
 * `invalid`.
 */
export function requireIdentity(named: NamedIdentity, name: string, country?: string): KeyedIdentity {
  const read = readIdentity(named, country);
  if (!('reason' in read)) return read;
  throw invalid([{ pointer: `/${name}`, message: `${name} ${phraseOf(named.kind)}` }]);
}

/** Splits `whatsapp:BR.1` into kind and value. The text must begin with a kind and a colon. */
export function splitIdentity(text: string): NamedIdentity {
  const kind = identityKinds.find((each) => text.startsWith(`${each}:`));
  if (kind === undefined) throw new TypeError('The text names no kind of identity');
  return { kind, value: text.slice(kind.length + 1) };
}

function phraseOf(kind: NamedIdentity['kind']): string {
  if (kind === 'phone') return formats.e164.phrase;
  return kind === 'email' ? formats.email.phrase : `must be the address of a person on ${kind}`;
}
