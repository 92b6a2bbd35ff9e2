import type { Assertion } from './sources.ts';

/**
 * What a claim remembers of messages: the first one that came from its address, spelled as in that message; and the
 * newest name that a message from it gave, as long as that is the contact's sender name.
 */
export type Sighted = { readonly seen?: Assertion; readonly named?: Assertion };

/** States that an identity, or a record of the CRM, belongs to the contact `ownerId`. */
export type Claim = Sighted & { readonly ownerId: string };

/** An identity claim that is to remember something else of messages, provided that it is still as it was read. */
export type ClaimUpdate = { readonly key: string; readonly read: Claim; readonly sighted: Sighted };
