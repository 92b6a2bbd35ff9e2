import { readFileSync } from 'node:fs';
import { parseCommandLine } from '../../lib/cli/run.ts';
import { readDisplayName } from '../../lib/contacts/displayNames.ts';
import { splitName } from '../../lib/contacts/names.ts';
import { measureCompanies } from './companies.ts';
import { readSampleNames, type SampleName } from './sampleNames.ts';
import { measureSplits } from './splits.ts';

const usage = `Usage:
  npm run bench:names

Splits CLDR's sample names of all locales, once per language, and compares the parts with CLDR's. Names have one space
between their parts. Foreign names in East Asian and Khmer script are left out. A full name has titles and degrees,
and is read as the display name of a message. Then derives the companies of a table of
domains, and times splits of 400 characters of many kinds, relative to a plain pass over the same text.
Fails if a limit is missed. The README has the limits, in a table.`;

parseCommandLine(usage, {});

const kinds: Readonly<Record<SampleName['kind'], string>> = {
  givenAndSurname: 'given name and surname',
  withSecondGiven: 'with a second given name',
  full: 'full, with titles and degrees',
  surnameFirst: "surname first, with the locale's order",
  spacedCjk: 'spaced Chinese, Japanese, Korean',
};

const readme = readFileSync('README.md', 'utf8');
const limitOf = (name: string): number => Number(readme.split(`| ${name} | `)[1]?.split('%')[0]);

const isRight = ({ kind, text, order, given, surname }: SampleName): boolean => {
  const read = kind === 'full' ? readDisplayName(text, order) : splitName(text, order);
  return read?.firstName === given && read.lastName === surname;
};

let missed = 0;
function report(name: string, [right, all]: readonly [number, number]): void {
  const limit = limitOf(name);
  const percent = (100 * right) / all;
  if (!(percent >= limit)) missed++;
  console.log(
    `${name.padEnd(42)} ${`${right} of ${all}`.padStart(12)} ${percent.toFixed(1).padStart(6)}%   limit ${limit}`,
  );
}

const samples = readSampleNames();
for (const [kind, name] of Object.entries(kinds)) {
  const names = samples.filter((each) => each.kind === kind);
  report(name, [names.filter(isRight).length, names.length]);
}
const companies = measureCompanies();
report('companies of domains', [companies.right, companies.rows]);

/** The slowest of the kinds; under load all are slower, but the ratio is not. */
const maxRatio = 30;
const slowest = measureSplits().reduce((one, other) => (other.microseconds > one.microseconds ? other : one));
const { kind, microseconds, ratio } = slowest;
console.log(
  `${`a split of 400 characters: ${kind}`.padEnd(42)} ${microseconds.toFixed(1)} us, aim 10; ratio ${ratio.toFixed(0)}, limit ${maxRatio}`,
);
if (!(ratio <= maxRatio)) missed++;
if (missed > 0) {
  console.error(`Limits that are missed: ${missed}`);
  process.exitCode = 1;
}
