/** What a parser gets with an expression. It deletes what the expression uses from the two `unused` objects. */
interface Context {
  attrNames?: Record<string, string>;
  attrVals?: Record<string, object>;
  unusedAttrNames: Record<string, unknown>;
  unusedAttrVals: Record<string, unknown>;
}

/** A parser of dynalite. It returns an error as a text, and throws those of the grammar. */
export interface Parser {
  parse(expression: string, options: { context: Context }): object | string;
}

/** A parsed expression with the names of its values in their places, and all names that it uses. */
interface Template {
  parsed: object;
  names: string[];
  values: string[];
}

class ValueName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Only names that come from data make more expressions. */
const maxTemplates = 1000;

/** Whether these are errors depends on their values; otherwise, only the types matter. */
const dependsOnValues = /between|attribute_type/i;

/**
 * Lets one of dynalite's parsers parse an expression once for all requests with the same names, and values of the same
 * types. Otherwise, parsing takes almost half of the engine's time.
 */
export function parseOnce(parser: Parser): void {
  const { parse } = parser;
  // Another instance of this module has been here.
  if (parse.name === parseAgain.name) return;
  parser.parse = parseAgain;
  const templates = new Map<string, Template>();

  function parseAgain(expression: string, options: { context: Context }): object | string {
    const { context } = options;
    const { attrNames = {}, attrVals = {}, unusedAttrNames, unusedAttrVals } = context;
    if (dependsOnValues.test(expression)) return parse(expression, options);
    const types = Object.entries(attrVals).map(([name, value]) => [name, Object.keys(value)]);
    const key = JSON.stringify([expression, attrNames, types]);
    const known = templates.get(key);
    const template = known ?? templateOf(expression, context);
    if (typeof template === 'string') return template;
    if (!known) {
      if (templates.size === maxTemplates) templates.clear();
      templates.set(key, template);
    }
    for (const name of template.names) delete unusedAttrNames[name];
    for (const name of template.values) delete unusedAttrVals[name];
    return replaced(template.parsed, (part) => (part instanceof ValueName ? attrVals[part.name] : undefined));
  }

  function templateOf(expression: string, context: Context): Template | string {
    const { attrNames = {}, attrVals = {} } = context;
    const [unusedAttrNames, unusedAttrVals] = [{ ...attrNames }, { ...attrVals }];
    const parsed = parse(expression, { context: { ...context, unusedAttrNames, unusedAttrVals } });
    if (typeof parsed === 'string') return parsed;
    const valueNames = new Map<object, ValueName>(
      Object.entries(attrVals).map(([name, value]) => [value, new ValueName(name)]),
    );
    return {
      parsed: replaced(parsed, (part) => valueNames.get(part)),
      names: Object.keys(attrNames).filter((name) => !(name in unusedAttrNames)),
      values: Object.keys(attrVals).filter((name) => !(name in unusedAttrVals)),
    };
  }
}

/** A copy of a parsed expression with other objects in the places for which `replacement` has them. */
function replaced(part: object, replacement: (part: object) => object | undefined): object {
  const other = replacement(part);
  if (other) return other;
  const inner = (value: unknown) =>
    typeof value === 'object' && value !== null ? replaced(value, replacement) : value;
  if (Array.isArray(part)) return part.map(inner);
  const copy: Record<string, unknown> = Object.create(Object.getPrototypeOf(part));
  for (const [name, value] of Object.entries(part)) copy[name] = inner(value);
  return copy;
}
