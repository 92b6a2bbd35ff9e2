import { endpoint } from '../../lib/http/endpoint.ts';
import { getOpenApi } from '../../schemas/compiled/api/getOpenApi.js';
import description from '../../schemas/openapi.json' with { type: 'json' };

/** GET /api/openapi.json: the OpenAPI 3.1 document of this API. */
export const handler = endpoint(getOpenApi, async () => ({ body: description }));
