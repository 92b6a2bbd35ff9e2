import type { IdentityBody } from '../../schemas/identity.ts';
import { type Identities, identityId, strengthOf } from '../contacts/identities.ts';

/**
 * Makes the public form of a contact's identities. Those that messages came from are first, the oldest at the top.
 */
export const toIdentitiesBody = (identities: Identities): IdentityBody[] =>
  Object.entries(identities)
    .toSorted(
      ([, a], [, b]) => (a.verified?.[0] ?? Infinity) - (b.verified?.[0] ?? Infinity) || a.value.localeCompare(b.value),
    )
    .map(([key, { kind, value, channel, ...proof }]) => ({
      id: identityId(key),
      kind,
      value,
      channel: channel ?? null,
      strength: strengthOf(proof),
      seenAt: proof.verified ? new Date(proof.verified[0]).toISOString() : null,
    }));
