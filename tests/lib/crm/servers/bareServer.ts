import { type FindContactServer, findContact, findContactTool } from './findContact.ts';
import { answerJson, serve, type TestServer } from './serve.ts';

/** Serves `find_contact` as JSON-RPC over POST that knows `tools/list` and `tools/call` and nothing else of MCP. */
export const startBareServer = (contacts: FindContactServer): Promise<TestServer> =>
  serve(async (_, response, { method: verb, body }) => {
    if (verb !== 'POST') return answerJson(response, { error: 'method not allowed' }, 405);
    const { id, method, params } = Object(body);
    const answer = (rest: object) => answerJson(response, { jsonrpc: '2.0', id, ...rest });
    if (method === 'tools/list') return answer({ result: { tools: [findContactTool] } });
    if (method !== 'tools/call') return answer({ error: { code: -32601, message: 'Method not found' } });
    if (params.name !== findContactTool.name) return answer({ error: { code: -32602, message: 'Unknown tool' } });
    return answer({ result: await findContact(contacts, params.arguments) });
  });
