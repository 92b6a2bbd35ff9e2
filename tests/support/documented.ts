import description from '../../schemas/openapi.json' with { type: 'json' };

const operations = Object.values<object>(description.paths).flatMap(Object.values);
const statuses = new Map<string, string[]>(
  operations.map(({ operationId, responses }) => [operationId, Object.keys(responses)]),
);

/** Throws if openapi.json does not have this status among the responses of the handler's operation. */
export function assertDocumented(handler: unknown, status: number): void {
  const name = globalThis.functionNames?.get(handler) ?? '';
  if (statuses.get(name)?.includes(String(status)) === false)
    throw new Error(`schemas/openapi.json does not say that ${name} may respond with ${status}`);
}
