import type { CompiledContract, Validator } from '../../schemas/contract.ts';
import { type Fault, invalid } from '../contacts/ContactError.ts';
import { identityFields } from '../contacts/identities.ts';
import { readJson, readMediaType } from './body.ts';
import { readIfMatch } from './etags.ts';
import type { HttpRequest, Middleware } from './middleware.ts';
import { faultsOf, type RequestPart } from './validationMessages.ts';

const mergePatch = 'application/merge-patch+json';

/**
 * Validates a request against its contract and sets `event.input`. Path and query parameters are coerced, and ids in
 * the path become lower case. Of a body, only strings are trimmed. Throws one `invalid` error for all violations, and
 * the errors of readJson, readMediaType and readIfMatch.
 */
export const validate = (contract: CompiledContract): Middleware => ({
  before(request) {
    const { event, internal } = request;
    const params = { ...event.pathParameters };
    const query = restorePlusSigns(event.queryStringParameters);
    const { body, validator, clearedBy } = readBody(event, contract.body);
    const faults = [
      ...check('path', contract.params, params),
      ...check('query', contract.query, query),
      ...check('body', validator, body, clearedBy),
    ];
    if (faults.length > 0) throw invalid(faults);
    const ids = Object.entries(params).map(([name, id]) => [name, id?.toLowerCase()]);
    const { requestId, tenantId, principal } = internal;
    request.event = {
      ...event,
      input: {
        tenantId,
        actor: principal?.actor,
        requestId,
        ifMatch: contract.ifMatch ? readIfMatch(event.headers['if-match']) : undefined,
        params: Object.fromEntries(ids),
        query,
        body,
        method: event.requestContext?.http?.method,
        path: event.rawPath,
      },
    };
  },
});

/**
 * Form encoding decodes a plus sign in a query string as a space. No email or phone has a space, so it was a plus
 * sign.
 */
function restorePlusSigns(query: HttpRequest['queryStringParameters']): Record<string, unknown> {
  const addresses = identityFields.map((field) => [field, query?.[field]?.replaceAll(' ', '+')]);
  return { ...query, ...Object.fromEntries(addresses.filter(([, value]) => value !== undefined)) };
}

type ReadBody = {
  readonly body?: unknown;
  readonly validator?: Validator | undefined;
  readonly clearedBy?: string | undefined;
};

function readBody(event: HttpRequest, validators: CompiledContract['body']): ReadBody {
  if (!validators) return {};
  const mediaType = readMediaType(event.headers['content-type'], Object.keys(validators));
  const clearedBy = mediaType !== mergePatch && validators[mergePatch] ? mergePatch : undefined;
  return { body: readJson(event), validator: validators[mediaType], clearedBy };
}

function check(part: RequestPart, validator: Validator | undefined, data: unknown, clearedBy?: string): Fault[] {
  return !validator || validator(data) ? [] : faultsOf(part, validator.errors ?? [], data, clearedBy);
}
