import { wordRange } from '../table/keys.ts';
import { listPostings, type Posting } from './postings.ts';
import type { Stage } from './stages.ts';

/** A posting, in one of the ranges of a stage. */
export type Place = { readonly range: string; readonly posting: Posting };

/** Postings that were read together. */
type Step = {
  readonly places: readonly Place[];
  /** The last one that was read, which may be none of these. */
  readonly end: Place;
};

/** The postings of one request, if most of their contacts are not read. */
const pageSize = 250;

/**
 * Walks through the postings of a stage behind a place, without those whose contacts other words do not find, in steps
 * of at most `wanted()` postings.
 */
export async function* walk(
  tenantId: string,
  { ranges, others }: Stage,
  start: Place | undefined,
  wanted: () => number,
): AsyncGenerator<Step> {
  for (const range of rangesFrom(ranges, start?.range)) {
    let after = range === start?.range ? start.posting : undefined;
    for (let isLast = false; !isLast; ) {
      const page = await listPostings({ tenantId, range, limit: others ? pageSize : wanted() }, after);
      ({ isLast } = page);
      after = page.postings.at(-1);
      if (after === undefined) break;
      const places = page.postings
        .filter(({ contactId }) => others?.has(contactId) ?? true)
        .map((posting) => ({ range, posting }));
      while (places.length > wanted()) {
        const step = places.splice(0, wanted());
        const end = step.at(-1);
        if (end === undefined) return;
        yield { places: step, end };
      }
      yield { places, end: { range, posting: after } };
    }
  }
}

/** The ranges from one on. If nothing has its word any more, those behind it. */
function rangesFrom(ranges: readonly string[], first: string | undefined): readonly string[] {
  if (first === undefined) return ranges;
  const at = ranges.indexOf(first);
  return at < 0 ? ranges.filter((range) => range > first) : ranges.slice(at);
}

/**
 * The one place at which a contact with these words is listed: of those in the first range that has any, the first. So
 * no contact is listed twice, whatever the pages.
 */
export function placeOf(
  words: Iterable<string>,
  ranges: readonly string[],
): (Pick<Posting, 'word'> & { range: string }) | undefined {
  for (const range of ranges) {
    const [word] = [...words].filter((each) => wordRange(each).startsWith(range)).sort(byBytes);
    if (word !== undefined) return { range, word };
  }
  return undefined;
}

/** The order of DynamoDB's keys. JavaScript's own differs for characters beyond the first 65,536. */
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
