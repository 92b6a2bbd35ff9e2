import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NameOrder } from '../../lib/contacts/names/order.ts';

type Sample = Partial<
  Record<
    | 'title'
    | 'given'
    | 'given2'
    | 'surname'
    | 'surname-prefix'
    | 'surname-core'
    | 'surname2'
    | 'generation'
    | 'credentials',
    string
  >
>;
type PersonNames = {
  readonly surnameFirst?: readonly string[];
  readonly sampleName?: Readonly<Record<string, Sample>>;
};

/** A sample name of one language, as it is written, with the parts that are right. */
export type SampleName = {
  readonly kind: 'givenAndSurname' | 'withSecondGiven' | 'full' | 'surnameFirst' | 'spacedCjk';
  readonly order: NameOrder;
  readonly text: string;
  readonly given: string;
  readonly surname: string;
};

const folder = join(dirname(fileURLToPath(import.meta.resolve('cldr-person-names-full/package.json'))), 'main');
const kinds = { GS: 'givenAndSurname', GGS: 'withSecondGiven', Full: 'full' } as const;
const eastAsian = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Khmr} ]+$/u;
const spacedCjk = /^[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang} ]+$/u;

/**
 * CLDR's sample names of all locales, each spelling of a language once. Native names have the order of their locale,
 * and others have given names first. Those in East Asian script are left out: with a space, they would be native names.
 * Titles and degrees are no part of a name, and generations belong to the surname.
 */
export function readSampleNames(): SampleName[] {
  const names = new Map<string, SampleName>();
  for (const locale of readdirSync(folder)) {
    const file = JSON.parse(readFileSync(join(folder, locale, 'personNames.json'), 'utf8'));
    const personNames: PersonNames | undefined = file.main[locale].personNames;
    for (const name of personNames ? namesIn(locale, personNames) : []) {
      names.set(JSON.stringify([locale.split('-')[0], name]), name);
    }
  }
  return [...names.values()];
}

function namesIn(locale: string, { surnameFirst = [], sampleName = {} }: PersonNames): SampleName[] {
  const language = locale.replace(/-.*/, '');
  const isSurnameFirst = surnameFirst.includes(language) || surnameFirst.includes('und');
  return (['native', 'foreign'] as const).flatMap((origin) =>
    Object.entries(kinds).flatMap(([key, kind]): SampleName[] => {
      const sample = sampleName[`${origin}${key}`];
      if (!sample) return [];
      const { title, given, given2, generation, credentials } = sample;
      const surname = joined(
        sample.surname ?? joined(sample['surname-prefix'], sample['surname-core'], sample.surname2),
      );
      const allGiven = joined(given, given2);
      if (!surname || !allGiven) return [];
      const parts = { given: allGiven, surname };
      if (origin === 'native' && isSurnameFirst) {
        const text = joined(surname, allGiven);
        return [{ kind: spacedCjk.test(text) ? 'spacedCjk' : 'surnameFirst', order: 'surnameFirst', text, ...parts }];
      }
      if (eastAsian.test(joined(allGiven, surname))) return [];
      const [first, last] = [joined(title, allGiven), joined(surname, generation)];
      const lastWithDegrees = credentials ? `${last}, ${credentials}` : last;
      return [{ kind, order: 'givenFirst', text: `${first} ${lastWithDegrees}`, given: allGiven, surname: last }];
    }),
  );
}

const joined = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
