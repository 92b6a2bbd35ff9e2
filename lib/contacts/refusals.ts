/** How many removed addresses, or unlinked records of the CRM, are remembered of a contact. */
export const maxRefused = 50;

/** What a person has refused of a contact, with one thing more: the newest last, and the oldest forgotten. */
export const refusing = (refused: readonly string[] = [], key: string): readonly string[] =>
  [...refused.filter((each) => each !== key), key].slice(-maxRefused);
