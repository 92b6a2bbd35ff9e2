import { type FieldValues, fields } from '../../contacts/fieldValues.ts';
import { type Field, groups, precedence } from '../../contacts/sources.ts';
import type { Condition } from '../table/update.ts';

/**
 * The fold as a condition: true where callers will see no difference if `source` asserts these values, because they see
 * them already or a source that precedes it counts. An update that would change nothing then fails without a read
 * before it.
 *
 * Whether a derived company counts depends on the email, which no condition can find out. In doubt the condition is
 * true: the failed update returns the item, and the fold decides.
 */
export function unchangedCondition(values: FieldValues, source: 'manual' | 'agent'): Condition {
  const asserted = groups
    .map((group) => group.filter((field) => values[field] !== undefined))
    .filter(({ length }) => length > 0);
  const preceding = paths.slice(0, precedence.indexOf(source));
  const visible = asserted.map((group) => {
    const overruled = preceding.map((path) => `attribute_exists(${path}.${group[0]})`);
    return [...overruled, ...waysToBeVisible(group, values)].join(' OR ');
  });
  return {
    expression: visible.length === 1 ? visible.join() : visible.map((ways) => `(${ways})`).join(' AND '),
    names: reserved,
    values: visibleValues(values),
  };
}

/** The values of the condition. Its expression depends on the source and on which fields there are and are `null`. */
export function visibleValues(values: FieldValues): Record<string, unknown> {
  const visible: Record<string, unknown> = {};
  for (const field of fields) if (values[field] !== undefined) visible[`:visible_${field}`] = values[field];
  return visible;
}

/** The names of sources that are words of DynamoDB's language. */
const reserved: Readonly<Record<string, string>> = { '#agent': 'agent', '#domain': 'domain' };

const paths = precedence.map((source) => `sources.${`#${source}` in reserved ? '#' : ''}${source}`);

/**
 * Each source can supply the values while all that precede it are silent; `null` also shows where no source asserts
 * anything.
 */
function waysToBeVisible(group: readonly Field[], values: FieldValues): string[] {
  // A source that asserts one field of a group asserts all of them.
  const silences = paths.map((path) => `attribute_not_exists(${path}.${group[0]})`);
  const ways = paths.map((path, i) => {
    const agreement = group.map((field) => `${path}.${field}[0] = :visible_${field}`);
    return [...silences.slice(0, i), ...agreement].join(' AND ');
  });
  // All but the domain, the last one.
  return group.every((field) => values[field] === null) ? [...ways, silences.slice(0, -1).join(' AND ')] : ways;
}
