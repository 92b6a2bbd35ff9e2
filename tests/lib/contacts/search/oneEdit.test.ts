import { intactParts, isOneEdit } from '../../../../lib/contacts/search/oneEdit.ts';
import fc from '../../../support/properties.ts';

const letter = fc.constantFrom(...'abcé山');
const word = fc.string({ unit: letter, minLength: 5, maxLength: 12 });

/** A word, and what one typing error makes of it. */
const mistyped = fc.tuple(word, fc.nat(11), letter, fc.nat(3)).map(([right, place, other, kind]) => {
  const letters = [...right];
  const at = place % (letters.length - 1);
  if (kind === 0) letters.splice(at, 1);
  else if (kind === 1) letters.splice(at, 0, other);
  else if (kind === 2) letters.splice(at, 1, other);
  else letters.splice(at, 2, letters[at + 1] ?? '', letters[at] ?? '');
  return { right, typed: letters.join('') };
});

describe('one typing error', () => {
  it('is a letter too many, too few or another one, or two that changed places', () => {
    fc.assert(fc.property(mistyped, ({ right, typed }) => isOneEdit(typed, right) === (typed !== right)));
  });

  it.each([
    ['jurgen', 'jurgen'],
    ['jrgn', 'jurgen'],
    ['jurgenxx', 'jurgen'],
    ['ujrgne', 'jurgen'],
    ['abcde', 'ebcda'],
    ['ujgren', 'jurgen'],
  ])('does not make %s of %s', (typed, right) => {
    expect(isOneEdit(typed, right)).toBe(false);
  });

  it('leaves the beginning or the end of the typed word intact', () => {
    fc.assert(
      fc.property(mistyped, ({ right, typed }) => {
        const { start, end } = intactParts(typed);
        expect(right.startsWith(start) || right.endsWith(end)).toBe(true);
        expect(Math.min([...start].length, [...end].length)).toBeGreaterThan(0);
      }),
    );
  });
});
