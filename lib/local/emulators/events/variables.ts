/** The values of `${param:name}`. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Replaces `${param:name}` and `${sls:stage}` in a value, and then each `Fn::Split` by its list. A string that consists
 * of one variable gets the variable's value and type. Throws for a parameter without a value and for any other
 * variable.
 */
export function fillIn(value: unknown, parameters: Parameters, stage: string): unknown {
  const fill = (inner: unknown): unknown => {
    if (typeof inner === 'string') return fillText(inner);
    if (Array.isArray(inner)) return inner.map(fill);
    if (typeof inner !== 'object' || inner === null) return inner;
    const filled = Object.fromEntries(Object.entries(inner).map(([key, field]) => [key, fill(field)]));
    const split = filled['Fn::Split'];
    return Array.isArray(split) ? String(split[1]).split(String(split[0])) : filled;
  };
  const resolveVariable = (variable: string): unknown => {
    if (variable === 'sls:stage') return stage;
    const name = variable.startsWith('param:') ? variable.slice('param:'.length) : undefined;
    if (name === undefined) throw new Error(`serverless.yml: the variable \${${variable}} is not emulated`);
    if (!Object.hasOwn(parameters, name)) throw new Error(`serverless.yml: the parameter ${name} has no value`);
    return fill(parameters[name]);
  };
  const fillText = (text: string): unknown => {
    const whole = /^\$\{([^${}]+)\}$/.exec(text)?.[1];
    if (whole) return resolveVariable(whole);
    return text.replaceAll(/\$\{([^${}]*)\}/g, (_, variable: string) => String(resolveVariable(variable)));
  };
  return fill(value);
}
