import { handler as getOpenApi } from '../../../handlers/api/getOpenApi.ts';
import { handler as notFound } from '../../../handlers/api/notFound.ts';
import description from '../../../schemas/openapi.json' with { type: 'json' };
import { call } from '../../support/call.ts';

describe('every other route', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api'],
    ['PATCH', '/api/contact/1'],
    ['GET', '/api/contacts/'],
    ['DELETE', '/api/contacts/1/2/3'],
    ['GET', '/api/contacts/../../etc/passwd'],
  ])('%s %s is 404', async (method, path) => {
    const { status, body } = await call(notFound, { method, path });
    expect([status, body]).toEqual([404, { error: 'There is nothing at this path' }]);
  });

  it.each([
    ['DELETE', '/api/contacts', 'GET, POST'],
    ['PUT', '/api/contacts/6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10', 'GET, PATCH'],
    ['POST', '/api/openapi.json', 'GET'],
  ])('%s %s is 405 and tells what is allowed', async (method, path, allow) => {
    const { status, headers, body } = await call(notFound, { method, path });
    expect([status, headers.allow, body]).toEqual([
      405,
      allow,
      { error: `${method} is not possible here, only ${allow}` },
    ]);
  });
});

it('GET /api/openapi.json answers the description without a credential', async () => {
  const { status, body } = await call(getOpenApi, { method: 'GET', path: '/api/openapi.json' });
  expect([status, body]).toEqual([200, description]);
});
