import { isDeepStrictEqual } from 'node:util';
import { assertedBy, type FieldValues } from './fieldValues.ts';
import { type Assertions, groups, supersedes } from './sources.ts';
import { assertionsOf, namesIn, withName } from './statedNames.ts';

/**
 * What the `conversation` source asserts after a conversation has revealed facts, observed `at` (epoch milliseconds);
 * the same object where nothing changes. Of each field the later observation counts, and a part of a known name does
 * not replace it, in whatever order they arrive.
 */
export function withFacts(known: Assertions, facts: FieldValues, at: number, by: string): Assertions {
  const { firstName = null, lastName = null, ...others } = facts;
  const observed = assertedBy(by, at, others);
  const news = groups.flat().flatMap((field) => {
    const assertion = observed[field];
    return assertion && supersedes(assertion, known[field]) ? [[field, assertion]] : [];
  });
  const stated = firstName === null && lastName === null ? [] : [{ firstName, lastName, at, by }];
  const before = namesIn(nameOf(known));
  const names = stated.reduce(withName, before);
  if (news.length === 0 && isDeepStrictEqual(names, before)) return known;
  const { firstName: _, lastName: __, names: ___, ...rest } = known;
  return { ...rest, ...Object.fromEntries(news), ...assertionsOf(names) };
}

/** A company that a conversation states is a fact of its own. */
const nameOf = ({ companyName: _, ...assertions }: Assertions): Assertions => assertions;
