import { type FindContactServer, findContact, tools } from './findContact.ts';
import { respondJson, serve, type TestServer } from './serve.ts';

/** Serves `find_contact` as JSON-RPC over POST, with `tools/list` and `tools/call` and no other method of MCP. */
export const startBareServer = (contacts: FindContactServer): Promise<TestServer> =>
  serve(async (_, response, { method: verb, body }) => {
    if (verb !== 'POST') return respondJson(response, { error: 'method not allowed' }, 405);
    const { id, method, params } = Object(body);
    const respond = (rest: object) => respondJson(response, { jsonrpc: '2.0', id, ...rest });
    if (method === 'tools/list') return respond({ result: { tools } });
    if (method !== 'tools/call') return respond({ error: { code: -32601, message: 'Method not found' } });
    if (!tools.some(({ name }) => name === params.name))
      return respond({ error: { code: -32602, message: 'Unknown tool' } });
    return respond({ result: await findContact(contacts, params.arguments) });
  });
