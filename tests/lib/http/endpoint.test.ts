import { endpoint } from '../../../lib/http/endpoint.ts';
import type { Compiled, Contract } from '../../../schemas/contract.ts';
import { call } from '../../support/call.ts';

const removal = {
  operationId: 'removeThing',
  method: 'DELETE',
  path: '/api/things',
  summary: 'Remove a thing',
  description: 'Removes it.',
  success: { status: 204, description: 'It is removed.' },
  failures: {},
} as const satisfies Contract;
const compiled: Compiled<typeof removal> = { method: 'DELETE', path: removal.path, status: 204, ifMatch: false };

describe('an endpoint with status 204', () => {
  it('responds with an empty body and no content type', async () => {
    const handler = endpoint(compiled, async () => ({ headers: { 'x-removed': '1' } }));
    const { status, headers, text } = await call(handler, { method: 'DELETE', path: removal.path });
    expect([status, text, headers]).toEqual([204, '', { 'x-request-id': expect.any(String), 'x-removed': '1' }]);
  });

  it('does not compile if its contract has a schema or its handler returns a body', () => {
    // @ts-expect-error
    ({ ...removal, success: { ...removal.success, schema: {} } }) satisfies Contract;
    // @ts-expect-error
    endpoint(compiled, async () => ({ body: {} }));
  });
});
