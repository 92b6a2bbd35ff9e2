import { type FieldValues, fields } from '../../contacts/fieldValues.ts';
import { type Field, groups, precedence } from '../../contacts/sources.ts';
import type { Condition } from '../table/update.ts';

/**
 * The fold as a condition: true where callers will see no difference if `source` asserts these values, because they see
 * them already or a source that precedes it counts. An update that would change nothing then fails without a read
 * before it. Of a name, `values` must have both parts or none.
 *
 * Two things no condition can find out: whether the email lets a derived company count, and which source completes a
 * name of which only one part is stated. In doubt the condition is true: the failed update returns the item, and the
 * fold decides.
 */
export function unchangedCondition(values: FieldValues, source: 'manual' | 'agent'): Condition {
  const asserted = groups.filter(([field]) => values[field] !== undefined);
  const rank = precedence.indexOf(source);
  const visible = asserted.map((group) => {
    const overruled = paths.slice(0, rank).map((path) => `attribute_exists(${path}.${group[0]})`);
    return [...overruled, ...waysToBeVisible(paths.slice(rank), group, values)].join(' OR ');
  });
  const expression = visible.length === 1 ? visible.join() : visible.map((ways) => `(${ways})`).join(' AND ');
  return {
    expression,
    names: Object.fromEntries(Object.entries(aliases).filter(([alias]) => expression.includes(alias))),
    values: visibleValues(values),
  };
}

/** The values of the condition. Its expression depends on the source and on which fields there are and are `null`. */
export function visibleValues(values: FieldValues): Record<string, unknown> {
  const visible: Record<string, unknown> = {};
  for (const field of fields) if (values[field] !== undefined) visible[`:visible_${field}`] = values[field];
  return visible;
}

/** Two sources are named like words of DynamoDB's language. An expression has at most 4096 bytes, so `#s` is short. */
const aliases: Readonly<Record<string, string>> = { '#s': 'sources', '#agent': 'agent', '#domain': 'domain' };

const paths = precedence.map((source) => `#s.${`#${source}` in aliases ? '#' : ''}${source}`);

const derived = '#s.#domain';

/**
 * Each of these sources can supply the values while all that precede it are silent; `null` also shows where none but
 * the domain asserts anything. Whether the domain's company counts is in doubt, so the domain always passes for silent.
 * A source that states one part of a name only may show anything.
 */
function waysToBeVisible(from: readonly string[], group: readonly Field[], values: FieldValues): string[] {
  const [field, otherField] = group;
  // A source that asserts one field of a group asserts all of them.
  const silencesOf = (paths: readonly string[]) =>
    paths.filter((path) => path !== derived).map((path) => `attribute_not_exists(${path}.${field})`);
  // The domain asserts no name.
  const sources = otherField === undefined ? from : from.filter((path) => path !== derived);
  const ways = sources.map((path, i) => {
    const agreement = group.map((each) => `${path}.${each}[0] = :visible_${each}`);
    return [...silencesOf(sources.slice(0, i)), ...agreement].join(' AND ');
  });
  // An unspecified part has no author, and parts of two authors are not shown together.
  const doubts = sources.map((path, i) => {
    const isPartial = `attribute_exists(${path}.${field}) AND NOT ${path}.${field}[2] = ${path}.${otherField}[2]`;
    return [...silencesOf(sources.slice(0, i)), isPartial].join(' AND ');
  });
  return [
    ...ways,
    ...(otherField === undefined ? [] : doubts),
    ...(group.every((each) => values[each] === null) ? [silencesOf(sources).join(' AND ')] : []),
  ];
}
