import { assertedBy, type FieldValues } from './fieldValues.ts';
import { type Assertions, groups, supersedes, unspecified } from './sources.ts';

/**
 * What a conversation says anew when it tells facts that it observed `at` (epoch milliseconds), after all that it is
 * `known` to have said: per field the later observation counts, in whatever order they come. Empty where nothing is new.
 */
export function newAssertions(facts: FieldValues, known: Assertions, at: number, by: string): Assertions {
  const told = assertedBy(by, at, facts);
  const news: { -readonly [F in keyof Assertions]: Assertions[F] } = {};
  for (const group of groups) {
    const fresh = group.filter((field) => told[field] !== undefined && supersedes(told[field], known[field]));
    if (fresh.length === 0) continue;
    // A source that says one field of a group says all of them.
    for (const field of group) if (known[field] === undefined) news[field] = unspecified;
    for (const field of fresh) if (told[field] !== undefined) news[field] = told[field];
  }
  return news;
}
