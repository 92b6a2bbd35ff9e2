import { type Person, pick } from './syntheticContacts.ts';

/** A query for one person. */
export type Labelled = { readonly q: string; readonly person: number };

/** As readers compare words. It is no code of the service, so that its mistakes show. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .normalize('NFC');

const isTypable = (word: string): boolean => /^\p{L}{5,}$/u.test(word);

/** What finds more people than one page of ten has no label. */
const mostFound = 10;

/**
 * Makes labelled queries of each kind: words as they are (with their diacritics or without, and in any order), their
 * beginnings, and words of which one has a typing error.
 */
export function labelledQueries(people: readonly Person[], count: number, random: () => number) {
  const texts = people.map((person) => [person.given, person.family, person.company].map(plain));
  const isLabel = (...words: readonly string[]): boolean => {
    const wanted = words.map(plain);
    let found = 0;
    for (const text of texts) if (wanted.every((word) => text.some((each) => each.startsWith(word)))) found++;
    return found <= mostFound;
  };
  const collect = (make: (person: Person) => string | undefined): Labelled[] => {
    const queries: Labelled[] = [];
    for (let tries = 0; queries.length < count && tries < 100 * count; tries++) {
      const person = Math.floor(random() * people.length);
      const q = make(people[person] ?? pick(people, random));
      if (q !== undefined) queries.push({ q, person });
    }
    return queries;
  };
  const companyOf = ({ company }: Person) => company.split(' ')[0] ?? '';
  const namesOf = (person: Person) => [person.given, person.family].filter(Boolean);
  const written = (word: string) => (random() < 0.5 ? word : plain(word));
  const join = (words: readonly string[]) => (random() < 0.5 ? words : words.toReversed()).map(written).join(' ');
  const labelled = (words: readonly string[]) => (isLabel(...words) ? join(words) : undefined);

  return {
    exact: collect((person) => {
      const national = person.phone.replace(/^\+(?:7|20|\d\d)/, '0');
      const makers = [
        () => labelled(namesOf(person)),
        () => labelled([person.family, companyOf(person)]),
        () => person.email,
        () => person.phone.replace(/(\d\d)(\d{3})/, '$1 $2 '),
        () => national.replace(/(\d{4})/, '$1/'),
        () => person.phone.slice(-7),
      ];
      return pick(makers, random)();
    }),
    prefix: collect((person) => {
      const short = (word: string) => word.slice(0, Math.max(2, Math.ceil(word.length * 0.6)));
      const makers = [
        () => labelled([...namesOf(person).map(short), short(companyOf(person))]),
        () => labelled([person.family, short(companyOf(person))]),
        () => person.email.slice(0, person.email.indexOf('@') + 3),
        () => person.phone.slice(0, -1),
      ];
      return pick(makers, random)();
    }),
    typed: collect((person) => {
      const words = pick(
        [() => namesOf(person), () => [person.family, companyOf(person)], () => [person.family]],
        random,
      )();
      const at = Math.floor(random() * words.length);
      const word = words[at] ?? '';
      if (person.isUnspaced || !isTypable(word) || !isLabel(...words)) return undefined;
      return words.with(at, mistyped(word, random)).map(written).join(' ');
    }),
  };
}

/** A word with one letter too few, too many or another one, or with two that changed places. */
function mistyped(word: string, random: () => number): string {
  const letters = [...word];
  const at = Math.floor(random() * (letters.length - 1));
  const other = pick(letters, random);
  const [one = '', next = ''] = letters.slice(at);
  const errors = [[next], [one, other, next], [other, next], [next, one]];
  return letters.toSpliced(at, 2, ...pick(errors, random)).join('');
}
