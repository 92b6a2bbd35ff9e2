import type { Violation } from '../../schemas/contract.ts';
import type { Fault } from '../contacts/ContactError.ts';

export type RequestPart = 'path' | 'query' | 'body';

/**
 * Makes a message for each invalid part of a request, from the first violation of that part. `clearedBy` is the media
 * type that clears a field with `null`, if the endpoint has one.
 */
export function faultsOf(
  part: RequestPart,
  violations: readonly Violation[],
  data: unknown,
  clearedBy?: string,
): Fault[] {
  const alternatives = violations.filter(({ schemaPath }) => schemaPath.includes('/anyOf/')).map(missing);
  const faults = new Map<string, Fault>();
  for (const violation of violations) {
    // If a discriminator is wrong, the enum of its property gives the better message.
    if (violation.schemaPath.includes('/anyOf/') || violation.keyword === 'discriminator') continue;
    const pointer = pointerOf(violation);
    const name = pointer === '' ? `the ${part}` : nameOf(pointer);
    const message = `${name} ${phraseOf(violation, part, alternatives)}${clearingHint(violation, data, clearedBy)}`;
    if (!faults.has(pointer)) faults.set(pointer, { pointer, message });
  }
  return [...faults.values()];
}

const missing = ({ params }: Violation): string => String(params.missingProperty);

/** The JSON Pointer to a part of an object. */
export const pointerTo = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
const nameOf = (pointer: string): string => pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');

const pointerOf = ({ instancePath, params }: Violation): string => {
  const key = params.additionalProperty ?? params.missingProperty;
  return key === undefined ? instancePath : `${instancePath}${pointerTo(String(key))}`;
};

function phraseOf(
  { keyword, params, schemaPath, instancePath }: Violation,
  part: RequestPart,
  alternatives: readonly string[],
): string {
  switch (keyword) {
    case 'type':
      return instancePath === '' ? 'must be a JSON object' : `must be ${typePhrase(params.type)}`;
    case 'format':
      return String(params.phrase);
    case 'minLength':
      return 'must not be empty';
    case 'maxLength':
      return `must have at most ${params.limit} characters`;
    case 'minimum':
      return `must be at least ${params.limit}`;
    case 'minItems':
      return `must have at least ${params.limit} item${params.limit === 1 ? '' : 's'}`;
    case 'maxItems':
      return `must have at most ${params.limit} items`;
    case 'uniqueItems':
      return 'must not have duplicate items';
    case 'maximum':
      return `must be at most ${params.limit}`;
    case 'enum':
      return `must be one of ${Object.values(Object(params.allowedValues)).join(', ')}`;
    case 'required':
      return 'is missing';
    case 'additionalProperties':
      return part === 'body' ? 'is unknown or read-only' : 'is not a known parameter';
    case 'pattern':
      return 'must not contain NUL or unpaired surrogates';
    case 'anyOf':
      return `must have at least one of ${alternatives.join(', ')}`;
    case 'false schema':
      return `must not be given together with ${/dependentSchemas\/(\w+)\//.exec(schemaPath)?.[1]}`;
    default:
      return 'is not valid';
  }
}

const typePhrase = (type: unknown): string =>
  [type]
    .flat()
    .map((name) => (name === 'null' ? 'null' : `${/^[aio]/.test(String(name)) ? 'an' : 'a'} ${name}`))
    .join(' or ');

/** Explains how to clear a field, if the caller probably tried to: with `null` or "". */
const clearingHint = ({ keyword, instancePath }: Violation, data: unknown, clearedBy: string | undefined): string => {
  const clears = keyword === 'minLength' || (keyword === 'type' && Object(data)[nameOf(instancePath)] === null);
  return clearedBy && clears ? ` (to clear it, send null with Content-Type ${clearedBy})` : '';
};
