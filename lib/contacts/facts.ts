import { assertedBy, type FieldValues } from './fieldValues.ts';
import { type Assertions, groups, supersedes, unspecified } from './sources.ts';

/**
 * The assertions that change when a conversation reveals facts, observed `at` (epoch milliseconds), after those it is
 * `known` to have revealed. Per field the later observation counts, in whatever order they arrive. Empty where nothing
 * is new.
 */
export function newAssertions(facts: FieldValues, known: Assertions, at: number, by: string): Assertions {
  const observed = assertedBy(by, at, facts);
  const changed: { -readonly [F in keyof Assertions]: Assertions[F] } = {};
  for (const group of groups) {
    const newer = group.filter((field) => observed[field] !== undefined && supersedes(observed[field], known[field]));
    if (newer.length === 0) continue;
    // A source that asserts one field of a group asserts all of them.
    for (const field of group) if (known[field] === undefined) changed[field] = unspecified;
    for (const field of newer) if (observed[field] !== undefined) changed[field] = observed[field];
  }
  return changed;
}
