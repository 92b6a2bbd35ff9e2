import { linkOf, type StoredContact } from '../../contacts/contact.ts';
import { isExact, readExact } from '../../contacts/search/exactMatches.ts';
import {
  beginningsOf,
  isMistypable,
  lookupWords,
  matches,
  matchesNearly,
  matchesWholly,
  readQuery,
} from '../../contacts/search/query.ts';
import { termsOf } from '../../contacts/search/terms.ts';
import { asContact } from '../contacts/getContact.ts';
import { readAll } from '../table/batches.ts';
import { cursorAt, jsonIn, type Listing, readPosition } from '../table/cursor.ts';
import { keys, searchRange } from '../table/keys.ts';
import { findNamed } from './findNamed.ts';
import { nearRanges } from './nearWords.ts';
import { openStage } from './stages.ts';
import { type Place, placeOf, walk } from './walk.ts';

type Search = {
  readonly tenantId: string;
  readonly q: string;
  readonly resolutionStatus?: StoredContact['resolutionStatus'] | undefined;
  /** The most contacts of a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
};

type Page = { readonly items: readonly StoredContact[]; readonly nextCursor?: string };

/**
 * Where a page ended: behind so many contacts that the query names, behind a place in a stage, or before the stage of
 * those that have a typing error.
 */
type Position =
  | { readonly named: number }
  | { readonly isNear: true }
  | (Place & { readonly isNear: boolean; readonly word: number });

/** What one page reads at most: contacts, of half a read unit each, and ranges of postings. */
const [maxContacts, maxSteps] = [60, 24];

/** A page reads at least so many postings at once: of several words of a query, few contacts have all. */
const minPostings = 10;

/**
 * Lists one page of the contacts that a query finds: those that it names exactly, then, by one of its words, whole
 * words, and longer ones in alphabetical order; within a word the newest first. Contacts follow that have the words
 * with one typing error each, on the next page if this one is full or has contacts that the query names or that have
 * its words as whole words. A page may have fewer contacts than `limit`, or none, although there are more. All reads
 * are eventually consistent.
 */
export async function searchContacts({ tenantId, q, resolutionStatus, limit, cursor }: Search): Promise<Page> {
  const listing: Listing = { tenantId, q, resolutionStatus };
  const start: Position = cursor === undefined ? { named: 0 } : readPosition(cursor, listing, positionIn);
  const [query, exact] = [readQuery(q), readExact(q)];
  const hasStatus = (contact: StoredContact): boolean =>
    resolutionStatus === undefined || linkOf(contact).resolutionStatus === resolutionStatus;
  const pageTo = (end: Position): Page => ({
    items: items.slice(0, limit),
    nextCursor: cursorAt(Buffer.from(JSON.stringify(end)), listing),
  });

  const named = 'named' in start ? (await findNamed(tenantId, exact)).filter(hasStatus) : [];
  const items = named.slice('named' in start ? start.named : 0);
  if (items.length > limit) return pageTo({ named: named.length - items.length + limit });

  const words = lookupWords(query);
  const ranges = words.map((word) => beginningsOf(word).map(searchRange));
  let end: Position = { named: named.length };
  let isSpelledRight = named.length > 0;
  let [contactsRead, steps] = [0, 0];
  const wanted = () => Math.min(maxContacts - contactsRead, Math.max(limit + 1 - items.length, minPostings));

  for (const isNear of [false, true]) {
    if ('isNear' in start && start.isNear && !isNear) continue;
    if (isNear && !query.flat(2).some(isMistypable)) break;
    if (isNear && (isSpelledRight || items.length >= limit)) return pageTo({ isNear });
    const from = 'range' in start && start.isNear === isNear ? start : undefined;
    const walked = isNear ? await nearRanges(tenantId, words, ranges) : ranges;
    const stage = await openStage(tenantId, walked, from?.word);
    const isFound = isNear ? matchesNearly : matches;

    for await (const step of walk(tenantId, stage, from, wanted)) {
      const contacts = await readContacts(tenantId, step.places);
      contactsRead += step.places.length;
      for (const { range, posting } of step.places) {
        const contact = contacts.get(posting.contactId);
        if (contact === undefined) continue;
        const terms = termsOf(contact);
        const place = placeOf(terms.words, stage.ranges);
        const isHere = place?.range === range && place.word === posting.word;
        if (isHere && hasStatus(contact) && isFound(query, terms) && !isExact(exact, contact)) {
          isSpelledRight ||= matchesWholly(query, terms);
          if (items.push(contact) > limit) return pageTo(end);
        }
        end = { range, posting, isNear, word: stage.word };
      }
      end = { ...step.end, isNear, word: stage.word };
      if (contactsRead >= maxContacts || ++steps >= maxSteps) return pageTo(end);
    }
  }
  return { items };
}

/** The contacts of some postings, by their ids. */
async function readContacts(tenantId: string, places: readonly Place[]): Promise<ReadonlyMap<string, StoredContact>> {
  const items = await readAll(
    tenantId,
    places.map(({ posting }) => posting.contactId),
  );
  return new Map(items.map(asContact).map((contact) => [contact.contactId, contact]));
}

/** The position in the bytes of a cursor. DynamoDB accepts only a posting within its range, and keys of up to 1 KB. */
function positionIn(bytes: Buffer): Position | undefined {
  const { named, range, posting, isNear, word } = Object(jsonIn(bytes));
  if (Number.isInteger(named) && named >= 0) return { named };
  if (isNear === true && range === undefined) return { isNear };
  const texts = [range, posting?.word, posting?.contactId];
  const isPlace = texts.every((text) => typeof text === 'string') && Number.isInteger(word);
  if (!isPlace || typeof isNear !== 'boolean') return undefined;
  const key = keys.search(posting.word, posting.contactId);
  if (!key.startsWith(range) || Buffer.byteLength(key) > 1024) return undefined;
  return { range, posting: { word: posting.word, contactId: posting.contactId }, isNear, word };
}
