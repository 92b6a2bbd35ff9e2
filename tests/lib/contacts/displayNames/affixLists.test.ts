import {
  generations,
  givenTitles,
  needsDot,
  postNominals,
  titles,
} from '../../../../lib/contacts/displayNames/affixLists.ts';
import { isDegree, isGeneration, isTitle } from '../../../../lib/contacts/names/affixes.ts';

const forms = (word: string): string[] => [word, word.toUpperCase(), `${word}.`];

describe('the lists for display names', () => {
  it.each<[string, ReadonlySet<string>, (word: string) => boolean]>([
    ['title', titles, isTitle],
    ['generation', generations, isGeneration],
    ['degree', postNominals, isDegree],
  ])('repeat no %s that splitName knows in every form', (_, list, isKnown) => {
    expect([...list].filter((word) => forms(word).every(isKnown))).toEqual([]);
  });

  it('say of titles only that they need a dot', () => {
    expect([...needsDot].filter((word) => !titles.has(word) && !givenTitles.has(word) && !isTitle(`${word}.`))).toEqual(
      [],
    );
  });
});
