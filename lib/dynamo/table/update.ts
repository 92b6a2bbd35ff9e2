import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';

/** An attribute, or the path to a nested one: `['sources', 'manual', 'firstName']`. */
export type Path = string | readonly string[];

/** A condition in DynamoDB's language, with its placeholders for names (`#domain`) and values (`:version0`). */
export type Condition = {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
};

export type Update = {
  /** Values by path; `undefined` removes the attribute. */
  readonly set?: readonly (readonly [path: Path, value: unknown])[];
  /** Numbers to increase by one. */
  readonly increment?: readonly Path[];
  /** Elements to add to sets, and numbers to add to others; an absent attribute counts as the empty set or 0. */
  readonly add?: readonly (readonly [path: Path, added: ReadonlySet<string> | number])[];
  /** What the item must hold for the update to happen; `undefined` stands for an attribute that must be absent. */
  readonly expected?: Readonly<Record<string, unknown>>;
  /** What else must hold. */
  readonly condition?: Condition;
};

/**
 * Builds the one form of update that this service sends, with a placeholder for every name, so that none can be a
 * reserved word. A failed condition returns the item. `set` must not be empty unless `add` or `increment` has an entry.
 */
export function updateItem(
  tenantId: string,
  key: string,
  { set = [], increment = [], add = [], expected = {}, condition }: Update,
): UpdateCommandInput & { UpdateExpression: string } {
  const names: Record<string, string> = { ...condition?.names };
  const values: Record<string, unknown> = { ...condition?.values };
  const aliases = new Map<string, string>();
  const aliasOf = (part: string): string => {
    const alias = aliases.get(part) ?? `#${aliases.size}`;
    aliases.set(part, alias);
    names[alias] = part;
    return alias;
  };
  const pathOf = (path: Path): string => [path].flat().map(aliasOf).join('.');
  const placeholderOf = (value: unknown): string => {
    const placeholder = `:${Object.keys(values).length}`;
    values[placeholder] = value;
    return placeholder;
  };

  const clauses = {
    SET: [
      ...set
        .filter(([, value]) => value !== undefined)
        .map(([path, value]) => `${pathOf(path)} = ${placeholderOf(value)}`),
      ...increment.map((path) => `${pathOf(path)} = ${pathOf(path)} + ${placeholderOf(1)}`),
    ],
    REMOVE: set.filter(([, value]) => value === undefined).map(([path]) => pathOf(path)),
    ADD: add.map(([path, added]) => `${pathOf(path)} ${placeholderOf(added)}`),
  };
  const conditions = [
    ...Object.entries(expected).map(([name, value]) =>
      value === undefined ? `attribute_not_exists(${aliasOf(name)})` : `${aliasOf(name)} = ${placeholderOf(value)}`,
    ),
    ...(condition ? [condition.expression] : []),
  ];
  return {
    TableName: config.tableName(),
    Key: { tenantId, contactId: key },
    UpdateExpression: Object.entries(clauses)
      .filter(([, parts]) => parts.length > 0)
      .map(([clause, parts]) => `${clause} ${parts.join(', ')}`)
      .join(' '),
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
