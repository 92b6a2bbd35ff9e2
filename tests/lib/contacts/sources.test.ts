import { supersedes, unspecified } from '../../../lib/contacts/sources.ts';

describe('supersedes', () => {
  const assertions = (
    [
      ['A', 1],
      ['B', 1],
      [null, 1],
      ['A', 2],
      ['B', 2],
    ] as const
  ).flatMap(([value, at]) => ['x', 'y'].map((by) => [value, at, by] as const));

  it('puts all assertions in one order: by time, author and value', () => {
    for (const one of assertions)
      for (const other of assertions) expect(supersedes(one, other)).toBe(one !== other && !supersedes(other, one));
    const newest = assertions.reduce((known, each) => (supersedes(each, known) ? each : known));
    expect(newest).toEqual(['B', 2, 'y']);
    expect(assertions.filter((each) => supersedes(each, unspecified))).toEqual(assertions);
  });
});
