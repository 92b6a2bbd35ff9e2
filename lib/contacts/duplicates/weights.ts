import type { Similarity } from '../duplicates.ts';

/**
 * How much each level of agreement of two values says, in bits: the binary logarithm of how many times as often it
 * occurs among records of one person as among others (Fellegi and Sunter 1969, "A Theory for Record Linkage").
 *
 * Fitted, which is what `npm run bench:duplicates` measures on fake_1000, rounded to halves, are `equal`, `near` and
 * `absent` of a name, and all of a company but `different`. The others are judged, where contacts differ from those
 * records or these are too few.
 */
export const bits = {
  /**
   * Each part of a name. `similar` includes initials, of which fake_1000 has none: it measures 3, and one of 15 people
   * has the same initial by chance, which is 4. `different` measures -4.5, but people marry, and have nicknames.
   */
  name: { equal: 7, near: 6, similar: 3.5, different: -2, absent: 0 },
  /**
   * Parts that have changed places, in addition to their own weights. fake_1000 has eight such pairs of others, which
   * is too few to measure.
   */
  transposed: { true: -1.5, false: 0 },
  /**
   * fake_1000 has no others with `equal` or `near` emails: each is enough for a suggestion. `sameMailbox`, at another
   * domain, measures 14.5 and `ownName`, where the mailbox says nothing beside the name, 10.5, so that no name would be
   * needed, but people of one name have such mailboxes. `different` measures -6.5, but two contacts never have the same
   * address, and one person writes from several.
   */
  email: { equal: 15, near: 12, sameMailbox: 8, ownName: 2, different: 0, absent: 0 },
  /** `different` measures -5, but people change employers, and a company has more than one name. */
  company: { equal: 3.5, near: 3.5, similar: 2.5, different: -4, absent: 0 },
} as const;

/** From how many bits on a pair is suggested: what two `near` parts of a name say. */
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
