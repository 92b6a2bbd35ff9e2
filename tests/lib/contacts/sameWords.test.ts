import { hasSameWords } from '../../../lib/contacts/sameWords.ts';

describe('hasSameWords', () => {
  it.each([
    ['Anna', 'anna'],
    ['Jürgen', 'JU\u0308RGEN'],
    ['Łukasz', 'lukasz'],
    ['Ødegård', 'odegard'],
    ['Weiß', 'WEISS'],
    ['Jean-Luc', 'jean luc'],
    ['B.', 'b'],
    ['İpek', 'ipek'],
    ['An\u200bna', 'Anna'],
    ['Έλενα', 'ελενα'],
    [null, null],
  ])('is true for %j and %j', (one, other) => {
    expect([hasSameWords(one, other), hasSameWords(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['Anna', 'Anne'],
    ['Anna', 'Anna Maria'],
    ['Mary Ann', 'Maryann'],
    // Vowels of Hindi are marks, but not diacritics.
    ['राम', 'रमा'],
    ['😀', '😎'],
    ['-', '.'],
    ['Anna', null],
  ])('is false for %j and %j', (one, other) => {
    expect([hasSameWords(one, other), hasSameWords(other, one)]).toEqual([false, false]);
  });
});
