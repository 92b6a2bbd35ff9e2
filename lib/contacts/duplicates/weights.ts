import type { Similarity } from '../duplicates.ts';

/**
 * How much each level of agreement of two values says, in bits: the binary logarithm of how many times as often it
 * occurs among records of one person as among others (Fellegi and Sunter 1969, "A Theory for Record Linkage"). Most
 * weights are what `npm run bench:duplicates` measures on fake_1000, rounded to halves. Some are judged, with a reason.
 */
export const bits = {
  /** Each part of a name. `similar` includes an initial. */
  name: { equal: 7, near: 6, similar: 3.5, different: -2, absent: 0 },
  /** Parts that have changed places, in addition to their own weights. */
  transposed: { true: -1.5, false: 0 },
  /**
   * Judged: `different` would be -9, but two contacts never have the same address, and one person writes from several.
   * The same mailbox at another domain would be 11.5, so that no name would be needed, but people of one name have
   * such mailboxes, and `ownName`, where the mailbox says nothing beside the name, counts little.
   */
  email: { equal: 15, near: 12, sameMailbox: 8, ownName: 2, different: 0, absent: 0 },
  /** Judged: `different` would be -8, but people change employers, and a company has more than one name. */
  company: { equal: 3.5, near: 3.5, similar: 2.5, different: -4, absent: 0 },
} as const;

/** From how many bits on a pair is suggested. */
export const threshold = 12;

/** The levels of agreement of two persons, or `absent` where one of them has no value. */
export type Comparison = {
  readonly firstName: keyof typeof bits.name;
  readonly lastName: keyof typeof bits.name;
  readonly isTransposed: boolean;
  readonly email: keyof typeof bits.email;
  readonly companyName: keyof typeof bits.company;
};

/** What each part of a comparison says, in bits; what says nothing is left out. */
export function weigh({ firstName, lastName, isTransposed, email, companyName }: Comparison): Similarity {
  const all: Similarity = {
    firstName: bits.name[firstName],
    lastName: bits.name[lastName] + bits.transposed[`${isTransposed}`],
    email: bits.email[email],
    companyName: bits.company[companyName],
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== 0));
}

/**
 * The same, where so many other contacts of the tenant have an equal name: each doubling halves what a name says.
 */
export const amongNamesakes = (similarity: Similarity, namesakes: number): Similarity =>
  namesakes > 1 ? { ...similarity, namesakes: -Math.round(2 * Math.log2(namesakes)) / 2 } : similarity;

/** The sum of what speaks for and against a pair. */
export const totalOf = (similarity: Similarity): number =>
  Object.values(similarity).reduce((sum, value) => sum + value, 0);
