import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { compare, type Traits, traitsOf } from '../../lib/contacts/duplicates/compare.ts';
import { similarTo } from '../../lib/contacts/duplicates/suggest.ts';
import { threshold, totalOf, weigh } from '../../lib/contacts/duplicates/weights.ts';
import { findCandidates } from '../../lib/dynamo/search/findCandidates.ts';
import { startEngine, writeContacts } from './engine.ts';
import { type Labelled, readLabelled } from './labelledRecords.ts';
import { measureWeights } from './measuredWeights.ts';

const usage = `Usage:
  npm run bench:duplicates [-- --data <folder>] [<file.csv>...]

Suggests duplicates among labelled records, in the way projectChange does for each contact, and prints the precision and
recall of the pairs, the recall if each record were compared with all others, and the read units of a contact. Prints the
weights that the records of fake_1000 have, beside those of the table. Fails if a limit is missed, or if README.md
has other figures. The records are those of ../shared/data/duplicates, or of other files with columns of the same names.`;

const { values, positionals } = parseCommandLine(usage, {
  options: { data: { type: 'string', default: join(import.meta.dirname, '../../../shared/data/duplicates') } },
  allowPositionals: true,
} as const);

/** The precision and recall that each set must reach. The weights are fitted to the first one only. */
const limits: Readonly<Record<string, readonly [precision: number, recall: number]>> = {
  fake_1000: [0.98, 0.65],
  febrl3: [0.95, 0.6],
};

/** The most read units that the search for the duplicates of one contact takes. */
const maxReadUnits = 100;

const files =
  positionals.length > 0 ? positionals : Object.keys(limits).map((name) => join(values.data, `${name}.csv`));
const missing = files.find((file) => !existsSync(file));
if (missing !== undefined) {
  console.error(`There is no ${missing}. Pass the folder of the labelled records as --data.`);
  process.exit(1);
}

const { measure, close } = await startEngine();
const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
try {
  for (const file of files) {
    const name = basename(file, '.csv');
    const tenantId = randomUUID();
    const records = readLabelled(file, tenantId);
    if (name === 'fake_1000') measureWeights(records);
    await writeContacts(records.map(({ contact }) => contact));
    await report(name, records);
  }
} finally {
  await close();
}

async function report(name: string, records: readonly Labelled[]): Promise<void> {
  const persons = new Map(records.map(({ contact, person }) => [contact.contactId, person]));
  const suggested = new Set<string>();
  const units: number[] = [];
  for (const [n, { contact }] of records.entries()) {
    const { contactId } = contact;
    let candidates: Awaited<ReturnType<typeof findCandidates>> = [];
    const search = async () => {
      candidates = await findCandidates(contact);
    };
    // To measure takes longer than to search.
    if (n % 10 === 0) units.push((await measure(search)).readUnits);
    else await search();
    const others = new Map(candidates.map((each) => [each.contactId, traitsOf(each)]));
    for (const id of similarTo(traitsOf(contact), others).keys()) suggested.add([contactId, id].sort().join());
  }
  const right = [...suggested].filter((pair) => {
    const [one = '', other = ''] = pair.split(',');
    return persons.get(one) === persons.get(other);
  }).length;
  const { all, likely } = pairsOfPersons(records);
  const [precision, recall] = [right / suggested.size, right / all];
  const average = units.reduce((sum, each) => sum + each, 0) / units.length;
  const most = Math.max(...units);
  const figures = [precision, recall, likely / all].map((figure) => figure.toFixed(3));
  const row = `| \`${name}\` | ${records.length} | ${[...figures, average.toFixed(1), most.toFixed(1)].join(' | ')} |`;
  console.log(row);
  const [minPrecision, minRecall] = limits[name] ?? [0, 0];
  if (!(precision >= minPrecision)) fail(`The precision of ${name} is less than ${minPrecision}`);
  if (!(recall >= minRecall)) fail(`The recall of ${name} is less than ${minRecall}`);
  if (!(most <= maxReadUnits))
    fail(`The duplicates of one contact of ${name} take more than ${maxReadUnits} read units`);
  if (name in limits && !readme.includes(row)) fail('README.md has other figures');
}

/** How many pairs of records are one person, and how many of them would be suggested if all were compared. */
function pairsOfPersons(records: readonly Labelled[]): { readonly all: number; readonly likely: number } {
  const traits = (each: Labelled): Traits => traitsOf(each.contact);
  const groups = [...Map.groupBy(records, ({ person }) => person).values()].map((group) => group.map(traits));
  const pairs = groups.flatMap((group) =>
    group.flatMap((one, i) => group.slice(i + 1).map((other) => [one, other] as const)),
  );
  const likely = pairs.filter(([one, other]) => totalOf(weigh(compare(one, other))) >= threshold);
  return { all: pairs.length, likely: likely.length };
}

function fail(reason: string): void {
  console.error(reason);
  process.exitCode = 1;
}
