import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { config } from '../../config.ts';

/**
 * An attribute, or the path to a nested one, or to an element of a list: `['sources', 'manual', 'firstName']`,
 * `['writeIds', 0]`.
 */
export type Path = string | readonly [string, ...(string | number)[]];

/** A value to set that is the one of another path before the update. */
export class ValueOf {
  readonly path: Path;

  constructor(path: Path) {
    this.path = path;
  }
}

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
  /** Numbers to add to others; an absent attribute counts as 0. */
  readonly add?: readonly (readonly [path: Path, added: number])[];
  /** What the item must hold for the update to happen; `undefined` stands for an attribute that must be absent. */
  readonly expected?: Readonly<Record<string, unknown>>;
  /** What else must hold. */
  readonly condition?: Condition;
};

/** What DynamoDB's language states of an update: all but its values. */
export type Expressions = Pick<
  UpdateCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'
> & { readonly UpdateExpression: string };

/** An update whose expressions are there already, so that of its condition only the values are needed. */
export type Bound = Omit<Update, 'condition'> & { readonly condition?: Pick<Condition, 'values'> };

type UpdateInput = UpdateCommandInput & { UpdateExpression: string };

/**
 * Builds the one form of update that this service sends, with a placeholder for every name, so that none can be a
 * reserved word. A failed condition returns the item. `set` must not be empty unless `add` or `increment` has an entry.
 */
export const updateItem = (tenantId: string, key: string, update: Update): UpdateInput =>
  boundUpdate(tenantId, key, update, expressionsOf(update));

/** The same with the expressions of an earlier update with the same paths, condition and `undefined` values. */
export function boundUpdate(tenantId: string, key: string, update: Bound, expressions: Expressions): UpdateInput {
  const values = valuesOf(update);
  return {
    TableName: config.tableName(),
    Key: { tenantId, contactId: key },
    ...expressions,
    ...(values && { ExpressionAttributeValues: values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** Builds the expressions of an update. Their placeholders for values are numbered as `valuesOf` numbers them. */
export function expressionsOf({ set = [], increment = [], add = [], expected = {}, condition }: Update): Expressions {
  const names: Record<string, string> = { ...condition?.names };
  const aliases = new Map<string, string>();
  const aliasOf = (name: string): string => {
    const alias = aliases.get(name) ?? `#${aliases.size}`;
    aliases.set(name, alias);
    names[alias] = name;
    return alias;
  };
  const pathOf = (path: Path): string => {
    const [name, ...parts] = [path].flat();
    return aliasOf(String(name)) + parts.map((part) => (isIndex(part) ? `[${part}]` : `.${aliasOf(part)}`)).join('');
  };
  let values = 0;
  const nextPlaceholder = (): string => `:${values++}`;
  const operandOf = (value: unknown): string => (value instanceof ValueOf ? pathOf(value.path) : nextPlaceholder());

  const clauses = {
    SET: [
      ...set.filter(([, value]) => value !== undefined).map(([path, value]) => `${pathOf(path)} = ${operandOf(value)}`),
      ...increment.map((path) => `${pathOf(path)} = ${pathOf(path)} + ${nextPlaceholder()}`),
    ],
    REMOVE: set.filter(([, value]) => value === undefined).map(([path]) => pathOf(path)),
    ADD: add.map(([path]) => `${pathOf(path)} ${nextPlaceholder()}`),
  };
  const conditions = [
    ...Object.entries(expected).map(([name, value]) =>
      value === undefined ? `attribute_not_exists(${aliasOf(name)})` : `${aliasOf(name)} = ${nextPlaceholder()}`,
    ),
    ...(condition ? [condition.expression] : []),
  ];
  return {
    UpdateExpression: Object.entries(clauses)
      .filter(([, parts]) => parts.length > 0)
      .map(([clause, parts]) => `${clause} ${parts.join(', ')}`)
      .join(' '),
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
  };
}

const isIndex = (part: string | number): part is number => typeof part === 'number';

/** The values of an update by their placeholders; `undefined` if it has none, because DynamoDB accepts no empty map. */
function valuesOf({ set = [], increment = [], add = [], expected = {}, condition }: Bound) {
  const values: Record<string, unknown> = { ...condition?.values };
  let count = 0;
  const bind = (value: unknown): void => {
    values[`:${count++}`] = value;
  };
  for (const [, value] of set) if (value !== undefined && !(value instanceof ValueOf)) bind(value);
  for (const _ of increment) bind(1);
  for (const [, added] of add) bind(added);
  for (const value of Object.values(expected)) if (value !== undefined) bind(value);
  return Object.keys(values).length > 0 ? values : undefined;
}
