import type { StoredContact } from '../../contacts/contact.ts';
import { traitsOf } from '../../contacts/duplicates/compare.ts';
import { type Probe, probesOf } from '../../contacts/duplicates/probes.ts';
import { asContact } from '../contacts/getContact.ts';
import { readAll } from '../table/batches.ts';
import { searchRange, wordRange } from '../table/keys.ts';
import { nearWords } from './nearWords.ts';
import { listPostings } from './postings.ts';

/**
 * The most postings of one word, of which 200 cost 3 read units, and contacts, of half a read unit each. Of a word that
 * more contacts have, the newest are found.
 */
const [maxPostings, maxContacts] = [200, 20];

/** The most pages of words with one typing error, of 1.5 read units each, and how many such words are looked up. */
const [maxNearPages, maxNearWords] = [2, 3];

/** What one typing error takes from what a word says, in bits. */
const mistyped = 1;

/**
 * Finds the contacts that one is worth comparing with: of those that have words of its name or one of its mailboxes,
 * the ones that have most, and those whose ids are `known`. Eventually consistent. Throws `unavailable`.
 */
export async function findCandidates(
  contact: StoredContact,
  known: readonly string[] = [],
): Promise<readonly StoredContact[]> {
  const { tenantId, contactId } = contact;
  const found = await Promise.all(probesOf(traitsOf(contact)).map((probe) => contactsOf(tenantId, probe)));
  const totals = new Map<string, number>();
  for (const [id, bits] of found.flatMap((contacts) => [...contacts])) totals.set(id, (totals.get(id) ?? 0) + bits);
  totals.delete(contactId);
  const best = [...totals].toSorted(([, one], [, other]) => other - one).slice(0, maxContacts);
  const items = await readAll(tenantId, [...best.map(([id]) => id), ...known]);
  return items.map(asContact);
}

/** The contacts that a probe finds, and what that says. */
async function contactsOf(tenantId: string, probe: Probe): Promise<ReadonlyMap<string, number>> {
  const { text, isWhole, bits } = probe;
  const [exact, near] = await Promise.all([
    idsIn(tenantId, isWhole ? wordRange(text) : searchRange(text)),
    probe.isMistypable ? nearIds(tenantId, text) : [],
  ]);
  return new Map([...near.map((id) => [id, bits - mistyped] as const), ...exact.map((id) => [id, bits] as const)]);
}

async function nearIds(tenantId: string, word: string): Promise<readonly string[]> {
  const words = (await nearWords(tenantId, word, maxNearPages)).slice(0, maxNearWords);
  return (await Promise.all(words.map((each) => idsIn(tenantId, wordRange(each))))).flat();
}

async function idsIn(tenantId: string, range: string): Promise<readonly string[]> {
  const { postings } = await listPostings({ tenantId, range, limit: maxPostings });
  return postings.map(({ contactId }) => contactId);
}
