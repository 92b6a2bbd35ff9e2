/** What `${param:name}` stands for. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * The value with its `${param:name}` and `${sls:stage}` filled in; a text that is wholly one parameter becomes that
 * parameter's value, with its type. Throws on a parameter without a value and on any other variable.
 */
export function fillIn(value: unknown, parameters: Parameters, stage: string): unknown {
  const fill = (inner: unknown): unknown => {
    if (typeof inner === 'string') return fillText(inner);
    if (Array.isArray(inner)) return inner.map(fill);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, field]) => [key, fill(field)]));
  };
  const meaningOf = (variable: string): unknown => {
    if (variable === 'sls:stage') return stage;
    const name = variable.startsWith('param:') ? variable.slice('param:'.length) : undefined;
    if (name === undefined) throw new Error(`serverless.yml: \${${variable}} is not understood here`);
    if (!Object.hasOwn(parameters, name)) throw new Error(`serverless.yml: the parameter ${name} has no value`);
    return fill(parameters[name]);
  };
  const fillText = (text: string): unknown => {
    const whole = /^\$\{([^${}]+)\}$/.exec(text)?.[1];
    if (whole) return meaningOf(whole);
    return text.replaceAll(/\$\{([^${}]*)\}/g, (_, variable: string) => String(meaningOf(variable)));
  };
  return fill(value);
}
