import { handler as notFound } from '../../../handlers/api/notFound.ts';
import { readContracts } from '../../../lib/build/contracts.ts';
import { pages } from '../../../schemas/pages.ts';
import { call } from '../../support/call.ts';

const id = '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10';
const contracts = await readContracts();
const paths = Map.groupBy([...contracts, ...pages], ({ path }) => path);

/** Each path of the API with each method that it does not allow, and the methods that it allows. */
const wrongMethods = [...paths].flatMap(([path, served]) => {
  const allowed = served.map(({ method }) => method).sort();
  return ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']
    .filter((method) => !allowed.some((each) => each === method))
    .map((method) => [method, path.replaceAll(/\{\w+\}/g, id), allowed.join(', ')] as const);
});

describe('a route that no endpoint has', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/api'],
    ['PATCH', '/api/contact/1'],
    ['GET', '/api/contacts/'],
    ['DELETE', '/api/contacts/1/2/3'],
    ['GET', '/api/contacts/../../etc/passwd'],
  ])('returns 404 for %s %s', async (method, path) => {
    const { status, body } = await call(notFound, { method, path });
    expect([status, body]).toEqual([404, { error: 'No endpoint has this path' }]);
  });

  it.each(wrongMethods)('returns 405 for %s %s and allows %s', async (method, path, allow) => {
    const { status, headers, body } = await call(notFound, { method, path });
    expect([status, headers.allow, body]).toEqual([
      405,
      allow,
      { error: `${method} is not allowed for this path. Allowed: ${allow}` },
    ]);
  });

  it('is tested with each path of the contracts', () => {
    expect(new Set(wrongMethods.map(([, path]) => path)).size).toBe(paths.size);
  });
});
