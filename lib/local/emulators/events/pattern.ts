type Leaf = string | number | boolean | null;
type Test = (leaves: readonly Leaf[]) => boolean;

/** Says of an event or a record whether a pattern matches it. */
export type Matcher = (event: unknown) => boolean;

/**
 * Understands a pattern in the language that EventBridge rules and the filters of event source mappings share: exact values,
 * `{ prefix }` and `{ exists }`, in lists of alternatives, in objects. Throws on whatever else stands in it, so that nothing
 * is matched otherwise than AWS would.
 */
export function matcher(pattern: unknown): Matcher {
  if (Array.isArray(pattern)) {
    if (pattern.length === 0) throw new Error('A pattern has an empty list');
    const tests = pattern.map(test);
    return (value) => tests.some((passes) => passes(leavesOf(value)));
  }
  if (!isObject(pattern))
    throw new Error(`A pattern has ${JSON.stringify(pattern)} where only objects and lists can be`);
  const fields = Object.entries(pattern).map(([name, inner]) => {
    if (name.startsWith('$')) throw new Error(`The pattern operator ${name} is not emulated`);
    return [name, matcher(inner)] as const;
  });
  return (value) => {
    // Of a list of objects, one has to match.
    const candidates = Array.isArray(value) ? value : [value];
    return candidates.some((candidate) =>
      fields.every(([name, matches]) => matches(isObject(candidate) ? candidate[name] : undefined)),
    );
  };
}

function test(alternative: unknown): Test {
  if (isLeaf(alternative)) return (leaves) => leaves.includes(alternative);
  if (isObject(alternative) && Object.keys(alternative).length === 1) {
    const { prefix, exists } = alternative;
    if (typeof prefix === 'string')
      return (leaves) => leaves.some((leaf) => typeof leaf === 'string' && leaf.startsWith(prefix));
    if (typeof exists === 'boolean') return (leaves) => leaves.length > 0 === exists;
  }
  throw new Error(`The pattern operator ${JSON.stringify(alternative)} is not emulated`);
}

/** Only values exist for a pattern; an object on the way to them does not. */
function leavesOf(value: unknown): Leaf[] {
  return (Array.isArray(value) ? value : [value]).filter(isLeaf);
}

function isLeaf(value: unknown): value is Leaf {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
