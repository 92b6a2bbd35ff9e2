import type { ClaimKey, Identity, Proof, Stamp } from './identities.ts';

/** What a claim remembers of messages, beside what its address proves. */
export type Sighted = {
  /** The newest name that a message from the address gave, as long as that is the contact's sender name. */
  readonly named?: readonly [name: string, ...Stamp];
  /** The keys of the other identities that messages from the address came with. */
  readonly with?: ReadonlySet<string>;
  /** By when a message had come with each of them, in epoch milliseconds. */
  readonly withAt?: number;
};

/** States that an identity, or a record of the CRM, belongs to the contact `ownerId`. */
export type Claim = Sighted & Proof & { readonly ownerId: string };

/**
 * What an identity claim is to remember of messages. `read` is the claim as it was read; absent where the contact gets
 * it now.
 */
export type ClaimUpdate = { readonly key: string; readonly read?: Claim; readonly sighted: Sighted };

/** What a change means for one claim. Its proof is always that of the contact's identity. */
export type ClaimWrite = ClaimKey & { readonly sighted?: Sighted } & (
    | { readonly action: 'take'; readonly proof: Proof }
    | { readonly action: 'update'; readonly proof: Proof; readonly read?: Claim }
    | { readonly action: 'release' }
  );

export const proofOf = ({ verified, confirmed }: Proof): Proof => ({
  ...(verified && { verified }),
  ...(confirmed && { confirmed }),
});

/** What a contact's identity becomes, and what its claim is to remember, as one write of the claim. */
export function identityWrite(
  key: string,
  before: Identity | undefined,
  after: Identity | null,
  update?: ClaimUpdate,
): ClaimWrite[] {
  const field = (after ?? before)?.kind ?? 'identity';
  if (after === null) return [{ action: 'release', field, key }];
  const { read, sighted } = update ?? {};
  const content = { field, key, proof: proofOf(after), ...(sighted && { sighted }) };
  return [before ? { action: 'update', ...content, ...(read && { read }) } : { action: 'take', ...content }];
}
