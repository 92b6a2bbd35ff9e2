import { endpoint } from '../../lib/http/endpoint.ts';
import { getOpenApi } from '../../schemas/compiled/api/getOpenApi.js';
import description from '../../schemas/openapi.json' with { type: 'json' };

/** GET /api/openapi.json: the API as OpenAPI 3.1. */
export const handler = endpoint(getOpenApi, async () => ({ body: description }));
