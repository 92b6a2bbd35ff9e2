/**
 * Finds a key that an object has twice, as it is written; `undefined` if there is none. RFC 8259, section 4, does not
 * define which value counts. `json` must be valid JSON, and `value` what JSON.parse makes of it.
 */
export const duplicateKey = (json: string, value: unknown): string | undefined =>
  writtenMembers(json) === keptMembers(value) ? undefined : findDuplicateKey(json);

const [quote, backslash, colon] = ['"', '\\', ':'].map((character) => character.charCodeAt(0));

/** Counts the members of all objects in a JSON text: the colons outside its strings. */
function writtenMembers(json: string): number {
  let members = 0;
  let isInString = false;
  for (let i = 0; i < json.length; i++) {
    const character = json.charCodeAt(i);
    if (character === quote) isInString = !isInString;
    else if (character === backslash) i++;
    else if (character === colon && !isInString) members++;
  }
  return members;
}

/** Counts the members of all objects in a value. JSON.parse keeps one of those with the same key. */
function keptMembers(value: unknown): number {
  let members = 0;
  const nested = [value];
  while (nested.length > 0) {
    const object = nested.pop();
    if (typeof object !== 'object' || object === null) continue;
    const values = Object.values(object);
    if (!Array.isArray(object)) members += values.length;
    for (const each of values) if (typeof each === 'object') nested.push(each);
  }
  return members;
}

function findDuplicateKey(json: string): string | undefined {
  const open: (Set<unknown> | undefined)[] = [];
  for (const [token, string, isKey] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*(:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (string === undefined) open.pop();
    else if (isKey !== undefined) {
      const key: unknown = JSON.parse(string);
      if (open.at(-1)?.has(key)) return string;
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}
