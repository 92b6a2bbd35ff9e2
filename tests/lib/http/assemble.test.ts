import { assemble } from '../../../lib/http/assemble.ts';
import type { Compiled, Contract } from '../../../schemas/contract.ts';
import { call } from '../../support/call.ts';
import { removal } from '../../support/removalContract.ts';

const compiled: Compiled<typeof removal> = { method: 'DELETE', path: removal.path, status: 204, ifMatch: false };

describe('an endpoint with status 204', () => {
  it('responds with an empty body and no content type', async () => {
    const handler = assemble(compiled, [], async () => ({ headers: { 'x-removed': '1' } }));
    const { status, headers, text } = await call(handler, { method: 'DELETE', path: removal.path });
    expect([status, text, headers]).toEqual([204, '', { 'x-request-id': expect.any(String), 'x-removed': '1' }]);
  });

  it('does not compile if its contract has a schema or its handler returns a body', () => {
    // @ts-expect-error: a 204 has no schema
    ({ ...removal, success: { ...removal.success, schema: {} } }) satisfies Contract;
    // @ts-expect-error: a 204 has no body
    assemble(compiled, [], async () => ({ body: {} }));
  });
});
