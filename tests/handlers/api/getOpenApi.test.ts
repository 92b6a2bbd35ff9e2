import { handler as getOpenApi } from '../../../handlers/api/getOpenApi.ts';
import description from '../../../schemas/openapi.json' with { type: 'json' };
import { call } from '../../support/call.ts';

it('GET /api/openapi.json returns the OpenAPI document without a credential', async () => {
  const { status, body } = await call(getOpenApi, { method: 'GET', path: '/api/openapi.json' });
  expect([status, body]).toEqual([200, description]);
});
