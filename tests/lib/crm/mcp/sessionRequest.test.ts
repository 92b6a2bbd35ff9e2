import type { Authorization } from '../../../../lib/crm/credentials/authorization.ts';
import { readJsonRpcResponse } from '../../../../lib/crm/mcp/sessionRequest.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { type Fate, healthy, onToolCalls, withStatus } from '../servers/faultyServer.ts';
import { soon, useFaultyServer } from './testSession.ts';

const mcp = useFaultyServer();

describe('credentials', () => {
  const rotating = (): Authorization => {
    let token = 1;
    return {
      headers: async () => ({ authorization: `Bearer ${token}` }),
      renew: async () => token++ > 0,
    };
  };
  const accepting =
    (accepted: string): Fate =>
    (response, received) =>
      (received.headers.authorization === accepted ? healthy : withStatus(401))(response, received);

  it('are sent with every request, and renewed once per request that they are rejected for', async () => {
    mcp.server.fate = accepting('Bearer 2');
    const session = await mcp.open({ authorization: rotating() });
    await session.callTool('hello', {}, { signal: soon() });
    mcp.server.fate = accepting('Bearer 3');
    await session.callTool('hello', {}, { signal: soon() });
    const sent = mcp.server.requests.map(({ headers }) => headers.authorization);
    expect(sent).toEqual([1, 2, 2, 2, 2, 2, 3].map((token) => `Bearer ${token}`));
    mcp.server.fate = accepting('Bearer 9');
    const before = mcp.server.requests.length;
    expect((await crmFailure(session.callTool('hello', {}, { signal: soon() }))).reason).toBe('auth_failed');
    expect(mcp.server.requests.length - before).toBe(2);
    await session.close();
  });

  it('are not renewed after a 403', async () => {
    mcp.server.fate = withStatus(403);
    expect((await crmFailure(mcp.open({ authorization: rotating() }))).reason).toBe('http_error');
    expect(mcp.server.requests).toHaveLength(1);
  });
});

it('a rate-limited request fails with the time to wait', async () => {
  const session = await mcp.open();
  mcp.server.fate = onToolCalls(withStatus(503, { 'retry-after': '120' }));
  const failure = await crmFailure(session.callTool('hello', {}, { signal: soon() }));
  expect(failure).toMatchObject({ reason: 'rate_limited', waitMilliseconds: 120_000 });
  await session.close();
});

describe('readJsonRpcResponse', () => {
  const read = (body: unknown) => readJsonRpcResponse(new Response(JSON.stringify(body)), 7);
  const response = { jsonrpc: '2.0', id: 7, result: { a: 1 } };

  it.each([
    ['alone', response, 7],
    ['with its id as a string', { ...response, id: '7' }, '7'],
    ['in a batch', [{ jsonrpc: '2.0', method: 'notifications/message' }, { ...response, id: 8 }, response], 7],
    ['with a null id', { ...response, id: null }, 7],
  ])('finds the response %s', async (_, body, id) => {
    expect(await read(body)).toEqual({ ...response, id });
  });

  it.each([
    ['another id', { ...response, id: 8 }],
    ['no JSON-RPC message', { a: 1 }],
    ['null', null],
  ])('fails for a body with %s', async (_, body) => {
    const { reason, message } = await crmFailure(read(body));
    expect([reason, message]).toEqual(['unreadable', 'The server did not send a JSON-RPC response to the request.']);
  });
});
