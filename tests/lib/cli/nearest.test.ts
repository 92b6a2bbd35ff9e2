import { nearest } from '../../../lib/cli/nearest.ts';

describe('nearest', () => {
  it.each([
    ['kitten', ['sitting', 'kitchen', 'kit'], 'kitchen'],
    ['contact.updatd', ['contact.created', 'contact.updated'], 'contact.updated'],
    ['mesage', ['message', 'passage'], 'message'],
    ['nope', ['contact.created', 'note'], 'note'],
    ['nope', ['contact.created', 'contact.updated'], undefined],
    ['', ['abc', 'a'], undefined],
  ])('of %s among %j is %s', (word, words, expected) => {
    expect(nearest(word, words)).toBe(expected);
  });

  it('of nothing is undefined', () => {
    expect(nearest('a', [])).toBeUndefined();
  });
});
