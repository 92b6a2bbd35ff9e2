import { isDeepStrictEqual } from 'node:util';
import { db, type Expression, type Item, type Operand, type UpdateSection, type Value } from './dynalite.ts';

/** Whether an item meets a parsed condition or filter. Pass {} for an item that does not exist. */
export function isMet({ type, name, args }: Expression, item: Item): boolean {
  if (type === 'and') return args.every((arg) => isMet(arg as Expression, item));
  if (type === 'or') return args.some((arg) => isMet(arg as Expression, item));
  if (type === 'not') return !isMet(args[0] as Expression, item);

  const [value, ...others] = args.map((arg) => operandValue(arg, item));
  const operator = name ?? type;
  if (operator === 'attribute_exists') return value !== undefined;
  if (operator === 'attribute_not_exists') return value === undefined;
  if (operator === '<>') return !value || !others[0] || !isEqual(value, others[0]);

  const operands = others.filter((other) => other !== undefined);
  if (!value || operands.length < others.length) return false;
  if (operator === '=' || operator === 'in') return operands.some((operand) => isEqual(value, operand));
  if (operator === 'contains' && value.L)
    return value.L.some((element) => operands[0] && isEqual(element, operands[0]));
  return db.compare(operator, value, operands);
}

/** DynamoDB's equality: same type, maps and lists compared deeply, sets in any order. */
export function isEqual(one: Value, other: Value): boolean {
  return isDeepStrictEqual(comparable(one), comparable(other));
}

function comparable(value: Value): unknown {
  const [type, content] = Object.entries(value)[0] ?? [];
  if (value.L) return [type, value.L.map(comparable)];
  if (value.M) return [type, new Map(Object.entries(value.M).map(([name, inner]) => [name, comparable(inner)]))];
  return Array.isArray(content) ? [type, [...content].sort()] : [type, content];
}

function operandValue(operand: Operand, item: Item): Value | undefined {
  if (Array.isArray(operand)) return db.mapPath(operand, item) ?? undefined;
  if (!isExpression(operand)) return operand;
  // The only function that returns a value in a condition is size(path).
  const [path] = operand.args;
  const value = path && operandValue(path, item);
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

function sizeOf({ S, B, SS, NS, BS, L, M }: Value): number | undefined {
  if (B !== undefined) return Buffer.from(B, 'base64').length;
  return (S ?? SS ?? NS ?? BS ?? L ?? (M && Object.keys(M)))?.length;
}

function isExpression(operand: Operand): operand is Expression {
  return 'args' in operand;
}

/**
 * Reorders the sections of a parsed update so that dynalite applies them like DynamoDB: values from the old item are
 * copied first, and list elements are removed last, from the highest index down, so that indexes stay valid.
 */
export function orderedSections(sections: UpdateSection[], item: Item): UpdateSection[] {
  const copied = sections.map((section) =>
    section.type === 'set' ? { ...section, val: copy(section.val, item) } : section,
  );
  const position = ({ type, path }: UpdateSection) => (type === 'remove' ? Number(path.at(-1)) : Number.NaN);
  return copied.sort((one, other) => {
    if ((one.type === 'remove') !== (other.type === 'remove')) return one.type === 'remove' ? 1 : -1;
    return position(other) - position(one) || 0;
  });
}

function copy(operand: Operand, item: Item): Operand {
  if (Array.isArray(operand)) return structuredClone(db.mapPath(operand, item)) ?? operand;
  if (!isExpression(operand)) return operand;
  const [first, ...rest] = operand.args;
  if (!first) return operand;
  if (operand.name !== 'if_not_exists') return { ...operand, args: operand.args.map((arg) => copy(arg, item)) };
  const existing = operandValue(first, item);
  return existing ? structuredClone(existing) : { ...operand, args: [first, ...rest.map((arg) => copy(arg, item))] };
}
