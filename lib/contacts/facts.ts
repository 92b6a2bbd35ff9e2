import { assertedBy, type FieldValues } from './fieldValues.ts';
import { type Assertions, groups, supersedes } from './sources.ts';

/**
 * The assertions that change when a conversation reveals facts, observed `at` (epoch milliseconds), after those it is
 * `known` to have revealed. Per field the later observation counts, in whatever order they arrive. Empty where nothing
 * is new.
 */
export function newAssertions(facts: FieldValues, known: Assertions, at: number, by: string): Assertions {
  const observed = assertedBy(by, at, facts);
  return Object.fromEntries(
    groups.flat().flatMap((field) => {
      const assertion = observed[field];
      return assertion && supersedes(assertion, known[field]) ? [[field, assertion]] : [];
    }),
  );
}
