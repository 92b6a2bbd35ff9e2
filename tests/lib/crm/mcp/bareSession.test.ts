import type { CrmFailureReason } from '../../../../lib/crm/CrmFailure.ts';
import { crmFailure } from '../../../support/rejections.ts';
import { type Fate, hang, withResult, withStatus, withText } from '../servers/faultyServer.ts';
import { methodsOf, respondJson } from '../servers/serve.ts';
import { soon, useFaultyServer } from './testSession.ts';

const mcp = useFaultyServer();

const pagesOfTools =
  (pages: number): Fate =>
  (response, received) => {
    const { id, method, params } = Object(received.body);
    if (method !== 'tools/list') {
      return respondJson(response, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } });
    }
    const page = Number(params?.cursor ?? 1);
    const tools = [{ name: `tool${page}`, inputSchema: { type: 'object' } }];
    return withResult({ tools, ...(page < pages && { nextCursor: String(page + 1) }) })(response, received);
  };

describe('a bare session', () => {
  it('lists the tools on all pages', async () => {
    mcp.server.fate = pagesOfTools(3);
    const session = await mcp.open();
    expect(session.protocol).toBe('bare');
    expect((await session.listTools({ signal: soon() })).map(({ name }) => name)).toEqual(['tool1', 'tool2', 'tool3']);
    await session.close();
  });

  it('does not open if the list has more than 20 pages', async () => {
    mcp.server.fate = pagesOfTools(21);
    const { reason, message } = await crmFailure(mcp.open());
    expect([reason, message]).toEqual(['too_large', 'The server has more than 20 pages of tools.']);
    expect(methodsOf(mcp.server).filter((method) => method === 'tools/list')).toHaveLength(20);
  });

  it.each<[string, Fate, CrmFailureReason]>([
    ['status 404', withStatus(404), 'http_error'],
    ['a JSON-RPC error', withText('{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"no"}}'), 'tool_error'],
    ['a result that does not conform to MCP', withResult({ content: 'anna' }), 'unreadable'],
    ['no response', hang, 'timeout'],
  ])('fails a tool call with %s', async (_, fate, reason) => {
    const session = await mcp.open({ protocol: 'bare' });
    mcp.server.fate = fate;
    expect((await crmFailure(session.callTool('hello', {}, { signal: soon() }))).reason).toBe(reason);
  });
});
