import { randomUUID } from 'node:crypto';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { searchContacts } from '../../lib/dynamo/search/searchContacts.ts';
import type { Use } from '../support/recordUse.ts';
import { startEngine, writeContacts } from './engine.ts';
import { type Labelled, labelledQueries } from './searchQueries.ts';
import { contactOf, type Person, personOf, randomNumbers } from './syntheticContacts.ts';

const usage = `Usage:
  npm run bench:search [-- --sizes 1000,10000,100000]

Searches 1,000, 10,000 and 100,000 contacts of people from all over the world on the embedded engine, and prints requests
and read units of DynamoDB; and how many of 300 labelled queries find their contact among the first ten of 10,000. Fails
if a limit is exceeded.`;

const { values } = parseCommandLine(usage, {
  options: { sizes: { type: 'string', default: '1000,10000,100000' } },
} as const);
const sizes = values.sizes.split(',').map(Number);

/** The read units of a page of one word or of several, at most: see README.md. */
const [mostOfOne, mostOfSeveral] = [{ readUnits: 90 }, { readUnits: 460 }];

/** A word of which the second and the third letter have changed places. */
const swapped = ([first = '', second = '', third = '', ...others]: string): string =>
  [first, third, second, ...others].join('');

/** Sizes of the tenants, and what the page of a rare word used in each. */
const rareUnits = new Map<number, number>();

const { measure, close } = await startEngine();
try {
  for (const size of sizes) {
    const { tenantId, people, ids } = await fill(size);
    const use = async (name: string, q: string, limits: Partial<Use> = {}, cursor?: string) => {
      let page: Awaited<ReturnType<typeof searchContacts>> = { items: [] };
      const used = await measure(async () => {
        page = await searchContacts({ tenantId, q, limit: 50, cursor });
      });
      const figures = `${used.requests} requests, ${used.readUnits} read units, ${page.items.length} contacts`;
      console.log(`${String(size).padStart(6)}  ${name.padEnd(42)} ${figures}`);
      expectAtMost(`Requests for ${name}`, used.requests, limits.requests);
      expectAtMost(`Read units for ${name}`, used.readUnits, limits.readUnits);
      return { ...used, page };
    };
    const rare = await use('the rarest word', 'rarissima', { requests: 3, readUnits: 5 });
    rareUnits.set(size, rare.readUnits);
    await use('the rarest word, next page', 'rarissima', mostOfOne, rare.page.nextCursor);
    const common = await use('a word of a quarter of all, first page', 'quarter', { readUnits: 40 });
    if (common.page.items.length !== 50 || !common.page.nextCursor) fail('The common word has no full page');
    await use('the same, next page', 'quarter', { readUnits: 40 }, common.page.nextCursor);
    await use('a word with a typing error', 'rarisisma', mostOfOne);
    await use('a common and a rare word', 'quarter rarissima', mostOfSeveral);
    const [, second] = people;
    await use('two common words', `quarter ${second?.family}`, mostOfSeveral);
    await use('a common word with a typing error', 'qaurter', mostOfOne);
    await use('a short word with a typing error', 'steni', mostOfOne);
    const { family = '', company = '' } = people.find(({ company }) => company.startsWith('Quantum')) ?? {};
    const three = [family, company.replace(/ .*/, ''), 'quarter'];
    await use('two words with typing errors', three.slice(1).map(swapped).join(' '), mostOfSeveral);
    await use('three words with typing errors', three.map(swapped).join(' '), mostOfSeveral);
    if (size === 1000) await expectWholeWalk(tenantId, people);
    if (size === 10_000) await measureQuality(tenantId, people, ids);
  }
  const units = sizes.map((size) => rareUnits.get(size) ?? Number.NaN);
  expectAtMost('Read units of the largest tenant against the smallest', (units.at(-1) ?? 0) / (units[0] ?? 1), 1.2);
} finally {
  await close();
}

/** Writes the contacts of a new tenant, with their claims and postings. */
async function fill(size: number) {
  const [tenantId, random] = [randomUUID(), randomNumbers(size)];
  const people = Array.from({ length: size }, (_, n) => personOf(n, random));
  const contacts = people.map((person, n) => contactOf(tenantId, 1_700_000_000_000 + n, person));
  const most = await writeContacts(contacts);
  console.log(`${String(size).padStart(6)}  the most postings of a contact              ${most}`);
  expectAtMost('Postings of a contact', most, 14);
  return { tenantId, people, ids: contacts.map(({ contactId }) => contactId) };
}

/** Expects that all pages of a common word together have each of its contacts once. */
async function expectWholeWalk(tenantId: string, people: readonly Person[]): Promise<void> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await searchContacts({ tenantId, q: 'quarter', limit: 50, cursor });
    found.push(...page.items.map(({ contactId }) => contactId));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const expected = people.filter(({ given }) => given === 'Quarter').length;
  if (found.length !== expected || new Set(found).size !== expected) fail('The pages have gaps or duplicates');
}

async function measureQuality(tenantId: string, people: readonly Person[], ids: readonly string[]): Promise<void> {
  const queries = labelledQueries(people, 100, randomNumbers(7));
  const limits = { exact: 1, prefix: 1, typed: 0.9 };
  for (const kind of ['exact', 'prefix', 'typed'] as const) {
    const missed: Labelled[] = [];
    for (const query of queries[kind]) {
      const { items } = await searchContacts({ tenantId, q: query.q, limit: 10 });
      if (!items.some(({ contactId }) => contactId === ids[query.person])) missed.push(query);
    }
    const recall = 1 - missed.length / queries[kind].length;
    console.log(`        recall@10 of ${queries[kind].length} queries, ${kind}: ${recall.toFixed(3)}`);
    for (const { q } of missed) console.log(`          missed: ${q}`);
    if (!(recall >= limits[kind])) fail(`The recall of ${kind} queries is less than ${limits[kind]}`);
  }
}

function expectAtMost(name: string, value: number, limit: number | undefined): void {
  if (limit !== undefined && !(value <= limit)) fail(`${name}: ${value}; the limit is ${limit}`);
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}
