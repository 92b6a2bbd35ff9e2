import { similarity } from '../../../../lib/contacts/duplicates/similarity.ts';

describe('similarity', () => {
  // The examples of Winkler (1990).
  it.each([
    ['MARTHA', 'MARHTA', 0.961],
    ['DWAYNE', 'DUANE', 0.84],
    ['DIXON', 'DICKSONX', 0.813],
    ['JONES', 'JONES', 1],
    ['abc', 'xyz', 0],
    ['', 'a', 0],
  ])('of %s and %s is %d, in either order', (one, other, expected) => {
    expect(similarity(one, other)).toBeCloseTo(expected, 3);
    expect(similarity(other, one)).toBeCloseTo(expected, 3);
  });
});
