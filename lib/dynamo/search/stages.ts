import { listPostings } from './postings.ts';

/** Ranges of postings to walk through, in order. */
export type Stage = {
  /** The word of the query whose ranges they are. */
  readonly word: number;
  readonly ranges: readonly string[];
  /** The contacts that other words of the query find, where these are few; `undefined` where all have to be read. */
  readonly others?: ReadonlySet<string> | undefined;
};

/**
 * The postings of one request, and the most contacts and requests of one word. It costs 14 read units at most where
 * each contact has one word in its ranges, and 42 in any case.
 */
const [pageSize, maxContacts, maxPages] = [250, 1000, 12];

/**
 * Chooses the word of a query to walk by: that with the fewest postings, or the first where all have many. Each word is
 * given by its ranges.
 */
export async function openStage(
  tenantId: string,
  words: readonly (readonly string[])[],
  chosen?: number,
): Promise<Stage> {
  const [only = []] = words;
  if (words.length < 2) return { word: 0, ranges: only };
  const found = await Promise.all(words.map((ranges) => contactsIn(tenantId, ranges)));
  const sizes = found.map((contacts) => contacts?.size ?? Number.POSITIVE_INFINITY);
  const word = chosen ?? sizes.indexOf(Math.min(...sizes));
  const others = found.filter((contacts, i) => contacts !== undefined && i !== word);
  return {
    word,
    ranges: words[word] ?? [],
    ...(others.length > 0 && { others: others.reduce((all, each) => all?.intersection(each ?? new Set())) }),
  };
}

/** The contacts with postings in these ranges; `undefined` for too many. */
async function contactsIn(tenantId: string, ranges: readonly string[]): Promise<ReadonlySet<string> | undefined> {
  const contacts = new Set<string>();
  let pages = 0;
  for (const range of ranges) {
    let after: Parameters<typeof listPostings>[1];
    for (let isLast = false; !isLast; pages++) {
      if (pages === maxPages || contacts.size >= maxContacts) return undefined;
      const page = await listPostings({ tenantId, range, limit: pageSize }, after);
      for (const { contactId } of page.postings) contacts.add(contactId);
      ({ isLast } = page);
      after = page.postings.at(-1);
    }
  }
  return contacts;
}
