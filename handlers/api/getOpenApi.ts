import { brotliDecompressSync } from 'node:zlib';
import { publicEndpoint } from '../../lib/http/publicEndpoint.ts';
import { getOpenApi } from '../../schemas/compiled/api/getOpenApi.js';
import { compressed } from '../../schemas/compiled/openApi.js';

const description = JSON.parse(brotliDecompressSync(Buffer.from(compressed, 'base64')).toString());

/** GET /api/openapi.json: the OpenAPI 3.1 document of this API. */
export const handler = publicEndpoint(getOpenApi, async () => ({ body: description }));
