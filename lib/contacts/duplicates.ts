import type { ClaimKey, Stamp } from './identities.ts';

/** What two contacts have in common, or are stated to have, since when (epoch milliseconds) and by whom. */
export type Reason = ClaimKey & { readonly at: number; readonly by: string };

/**
 * How much a suggestion counts, in the order of the list: `weak` where only third parties, or similar values, say so.
 */
export const weights = ['strong', 'weak'] as const;
export type Weight = (typeof weights)[number];

/** Another contact that may be the same person. */
export type Suggestion = { readonly otherId: string; readonly reason: Reason; readonly weight: Weight };

/** What speaks for and against a pair whose values are similar, in bits; what says nothing is absent. */
export type Similarity = {
  readonly [Evidence in 'firstName' | 'lastName' | 'email' | 'companyName' | 'namesakes']?: number;
};

/** Two contacts that may be one person, by their ids in order, and what was found out about them. */
export type Pair = {
  readonly ids: readonly [string, string];
  readonly weight: Weight;
  /** What is stated of both; the weak ones only where none is strong. */
  readonly reasons: readonly (Reason & { readonly weight: Weight })[];
  readonly similarity?: Similarity;
  /** When a person stated, and who, that the two are not one person. */
  readonly dismissed?: Stamp;
};

/** The ids of two contacts in the order in which a pair has them. */
export const inOrder = (one: string, other: string): readonly [string, string] =>
  one < other ? [one, other] : [other, one];
