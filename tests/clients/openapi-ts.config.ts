/**
 * The settings of @hey-api/openapi-ts. Its client checks each request and response with the zod schemas that it
 * generates.
 */
export default {
  input: '../../schemas/openapi.json',
  output: { path: 'generated/heyApi', module: { extension: '.ts' } },
  logs: { file: false },
  plugins: ['@hey-api/typescript', '@hey-api/client-fetch', { name: '@hey-api/sdk', validator: true }, 'zod'],
};
