import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB stores it; `undefined` if there is none. */
export type Item = Readonly<Record<string, AttributeValue>> | undefined;

/**
 * The read units of `bytes` on demand: one for each 4 KB, half of it where the read is eventually consistent. A read of
 * nothing counts as one of 4 KB.
 */
export const readUnits = (bytes: number, { consistent }: { consistent: boolean }): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

/**
 * The write units of a write on demand: one for each KB of the item before or after, whichever is larger, and twice as
 * many in a transaction. A write whose condition fails counts the item that it found, and at least one unit.
 */
export function writeUnits(before: Item, after: Item, { transactional }: { transactional: boolean }): number {
  const bytes = Math.max(sizeOf(before), sizeOf(after));
  return Math.max(1, Math.ceil(bytes / 1024)) * (transactional ? 2 : 1);
}

/**
 * The write units that a write costs in a keys-only index: one to add an entry, one to remove one. An item has an entry
 * if it has all attributes of the index's key.
 */
export function indexUnits(before: Item, after: Item, key: readonly string[]): number {
  const entryOf = (item: Item) =>
    item && key.every((name) => name in item) ? key.map((name) => item[name]) : undefined;
  const [removed, added] = [entryOf(before), entryOf(after)];
  if (JSON.stringify(removed) === JSON.stringify(added)) return 0;
  return (removed ? 1 : 0) + (added ? 1 : 0);
}

/**
 * The bytes of an item: its names and values, as "DynamoDB item sizes and formats" in AWS's developer guide counts
 * them.
 */
export const sizeOf = (item: Item): number => sizeOfMembers(item ?? {});

function sizeOfMembers(members: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(members).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return sizeOfNumber(value.N);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.SS) return value.SS.reduce((sum, element) => sum + Buffer.byteLength(element), 0);
  // Lists and maps have three bytes of their own, and one for each element.
  if (value.L) return 3 + value.L.reduce((sum, element) => sum + 1 + sizeOfValue(element), 0);
  if (value.M) return 3 + Object.keys(value.M).length + sizeOfMembers(value.M);
  throw new Error(`No item of the service has a value like ${JSON.stringify(value)}`);
}

/** One byte for two significant digits, one more, and one for the sign of a negative number. */
function sizeOfNumber(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
