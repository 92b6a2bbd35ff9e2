type Leaf = string | number | boolean | null;
type Test = (leaves: readonly Leaf[]) => boolean;

/** Whether a pattern matches an event or a stream record. */
export type Matcher = (event: unknown) => boolean;

/**
 * Compiles a pattern of an EventBridge rule or an event source mapping's filter. It supports objects with lists of
 * exact values, `{ prefix }`, `{ anything-but: { prefix } }` and `{ exists }`. Throws for other operators, because
 * ignoring them would match other events than AWS.
 */
export function matcher(pattern: unknown): Matcher {
  if (Array.isArray(pattern)) {
    if (pattern.length === 0) throw new Error('A pattern has an empty list');
    const tests = pattern.map(test);
    return (value) => tests.some((passes) => passes(leavesOf(value)));
  }
  if (!isObject(pattern))
    throw new Error(`A pattern has ${JSON.stringify(pattern)} where an object or a list is required`);
  const fields = Object.entries(pattern).map(([name, inner]) => {
    if (name.startsWith('$')) throw new Error(`The pattern operator ${name} is not emulated`);
    return [name, matcher(inner)] as const;
  });
  return (value) => {
    // In a list of objects, one must match.
    const candidates = Array.isArray(value) ? value : [value];
    return candidates.some((candidate) =>
      fields.every(([name, matches]) => matches(isObject(candidate) ? candidate[name] : undefined)),
    );
  };
}

function test(alternative: unknown): Test {
  if (isLeaf(alternative)) return (leaves) => leaves.includes(alternative);
  if (isObject(alternative) && Object.keys(alternative).length === 1) {
    const { prefix, exists, 'anything-but': excluded } = alternative;
    if (typeof prefix === 'string') return (leaves) => leaves.some((leaf) => begins(leaf, prefix));
    if (isObject(excluded) && Object.keys(excluded).length === 1 && typeof excluded.prefix === 'string') {
      const { prefix: excludedPrefix } = excluded;
      return (leaves) => leaves.some((leaf) => !begins(leaf, excludedPrefix));
    }
    if (typeof exists === 'boolean') return (leaves) => leaves.length > 0 === exists;
  }
  throw new Error(`The pattern operator ${JSON.stringify(alternative)} is not emulated`);
}

const begins = (leaf: Leaf, prefix: string): boolean => typeof leaf === 'string' && leaf.startsWith(prefix);

/** `exists` applies to values only, not to the objects that contain them. */
function leavesOf(value: unknown): Leaf[] {
  return (Array.isArray(value) ? value : [value]).filter(isLeaf);
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
