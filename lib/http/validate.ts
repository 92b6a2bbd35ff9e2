import type { CompiledContract, Validator } from '../../schemas/contract.ts';
import { trimField } from '../contacts/addresses/trimField.ts';
import { type Fault, invalid } from '../contacts/ContactError.ts';
import { identityFields } from '../contacts/identities.ts';
import { assertUncompressed, readJson, readMediaType } from './body.ts';
import { readIfMatch } from './etags.ts';
import type { HttpRequest, Middleware } from './middleware.ts';
import { faultsOf, pointerTo, type RequestPart } from './validationMessages.ts';

const mergePatch = 'application/merge-patch+json';

/**
 * Validates a request against its contract and sets `event.input`. Integers of the query become numbers, and ids in the
 * path lower case. Of a body, only strings are trimmed. Throws one `invalid` error for all violations, and the errors
 * of readJson, readMediaType, assertUncompressed and readIfMatch.
 */
export const validate = (contract: CompiledContract): Middleware => ({
  before(request) {
    const { event, internal } = request;
    const params = { ...event.pathParameters };
    const query = readQuery(event.queryStringParameters, contract.integers);
    const repeated = repeatedIn(event.rawQueryString);
    const { body, validator, clearedBy } = readBody(event, contract);
    const faults = [
      ...check('path', contract.params, params),
      ...check('query', contract.query, query).filter(
        ({ pointer }) => !repeated.some((each) => each.pointer === pointer),
      ),
      ...(contract.query ? repeated : []),
      ...check('body', validator, body, clearedBy),
    ];
    if (faults.length > 0) throw invalid(faults);
    // Ids are hexadecimal; the name of a field is not.
    for (const [name, id] of Object.entries(params)) if (name !== 'field') params[name] = id?.toLowerCase();
    const { requestId, tenantId, principal, idempotencyKey } = internal;
    request.event = {
      ...event,
      input: {
        tenantId,
        actor: principal?.actor,
        credential: principal?.credential,
        scopes: principal?.scopes,
        requestId,
        ifMatch: contract.ifMatch ? readIfMatch(event.headers['if-match']) : undefined,
        idempotencyKey,
        params,
        query,
        body,
        method: event.requestContext?.http?.method,
        path: event.rawPath,
      },
    };
  },
});

/** An integer as JSON writes it (RFC 8259, section 6). `Number` would also read ` 1`, `0x10` and `1e1`. */
const integer = /^-?(?:0|[1-9]\d*)$/;

/** What has no space in it. */
const spaceless: readonly string[] = [...identityFields, 'at'];

/**
 * Reads integers as numbers. Form encoding decodes a plus sign in a query string as a space; no email, phone or time
 * has a space, so it was a plus sign.
 */
function readQuery(query: HttpRequest['queryStringParameters'], integers: readonly string[] = []) {
  return Object.fromEntries(
    Object.entries(query ?? {}).map(([name, value = '']) => {
      if (integers.includes(name) && integer.test(value)) return [name, Number(value)];
      return [name, spaceless.includes(name) ? trimField(name, value.replaceAll(' ', '+')) : value];
    }),
  );
}

/** The faults of parameters that a query string has more than once: API Gateway joins their values with commas. */
function repeatedIn(rawQueryString: string): Fault[] {
  if (rawQueryString === '') return [];
  const names = [...new URLSearchParams(rawQueryString).keys()];
  const repeated = new Set(names.filter((name, i) => names.indexOf(name) < i));
  return [...repeated].map((name) => ({
    pointer: pointerTo(name),
    message: `${name} must not be given more than once`,
  }));
}

type ReadBody = {
  readonly body?: unknown;
  readonly validator?: Validator | undefined;
  readonly clearedBy?: string | undefined;
};

function readBody(event: HttpRequest, { body: validators, bodyKilobytes }: CompiledContract): ReadBody {
  if (!validators) return {};
  assertUncompressed(event.headers['content-encoding']);
  const mediaType = readMediaType(event.headers['content-type'], Object.keys(validators));
  const clearedBy = mediaType !== mergePatch && validators[mergePatch] ? mergePatch : undefined;
  return { body: readJson(event, bodyKilobytes), validator: validators[mediaType], clearedBy };
}

function check(part: RequestPart, validator: Validator | undefined, data: unknown, clearedBy?: string): Fault[] {
  return !validator || validator(data) ? [] : faultsOf(part, validator.errors ?? [], data, clearedBy);
}
