import { feedKeys } from '../table/indexes.ts';

/** How long a write may take until its time counts as late, in milliseconds: less than a page of the feed waits. */
const patience = 10_000;

/** The attributes by which the feed finds a write, and those of the attempt before, if that was late. */
type Stamp = { readonly feed: ReturnType<typeof feedKeys>; readonly late: string | undefined };

/**
 * Makes a write that the feed finds by its time. A function that Lambda freezes meanwhile may write much later, behind
 * tokens that have passed that time: then it writes again, with a later one.
 */
export async function writeForFeed(
  { tenantId, contactId, key }: { readonly tenantId: string; readonly contactId: string; readonly key: string },
  write: (stamp: Stamp) => Promise<unknown>,
): Promise<void> {
  let late: string | undefined;
  let at: number;
  do {
    at = Date.now();
    const feed = feedKeys(tenantId, contactId, key, new Date(at).toISOString());
    await write({ feed, late });
    late = feed.feedKey;
  } while (Date.now() - at > patience);
}
