/**
 * Finds a key that an object has twice, as it is written; `undefined` if there is none. RFC 8259, section 4, does not
 * define which value counts. `json` must be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<unknown> | undefined)[] = [];
  for (const [token, string, colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*(:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (string === undefined) open.pop();
    else if (colon !== undefined) {
      const key: unknown = JSON.parse(string);
      if (open.at(-1)?.has(key)) return string;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}
