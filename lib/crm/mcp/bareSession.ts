import { ProtocolError, SdkErrorCode, SdkHttpError, specTypeSchemas, type Tool } from '@modelcontextprotocol/client';
import { CrmFailure } from '../CrmFailure.ts';
import type { McpEndpoint, Session } from './session.ts';
import { toCrmFailure } from './sessionFailure.ts';
import { authorizedFetch, readJsonRpcResponse } from './sessionRequest.ts';
import { runAbortable } from './sessionTransport.ts';

const maxPages = 20;

type RequestOptions = { readonly params: object; readonly signal: AbortSignal };
type Validation<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly unknown[] };

/**
 * Opens a session with a server that implements `tools/list` and `tools/call` without MCP's handshake, after one
 * `tools/list` has succeeded. Throws any error; the session's own methods throw only `CrmFailure`s.
 */
export async function openBareSession(endpoint: McpEndpoint, opening: AbortSignal): Promise<Session> {
  const fetch = authorizedFetch(endpoint);
  let lastId = 0;

  async function request<T>(
    method: string,
    { params, signal }: RequestOptions,
    validate: (value: unknown) => Validation<T>,
  ) {
    const id = ++lastId;
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      const { status } = response;
      throw new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, `Status ${status}`, { status });
    }
    const message = await readJsonRpcResponse(response, id);
    if ('error' in message)
      throw ProtocolError.fromError(message.error.code, message.error.message, message.error.data);
    const validation = validate(message.result);
    if (validation.issues) throw new CrmFailure('unreadable', "The server's response does not conform to MCP.");
    return validation.value;
  }

  async function listTools(signal: AbortSignal): Promise<Tool[]> {
    const tools: Tool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const params = cursor === undefined ? {} : { cursor };
      const { validate } = specTypeSchemas.ListToolsResult['~standard'];
      const result = await request('tools/list', { params, signal }, validate);
      tools.push(...result.tools);
      cursor = result.nextCursor;
      if (cursor === undefined) return tools;
    }
    throw new CrmFailure('too_large', `The server has more than ${maxPages} pages of tools.`);
  }

  const callTool = (name: string, args: object, signal: AbortSignal) => {
    const { validate } = specTypeSchemas.CallToolResult['~standard'];
    return request('tools/call', { params: { name, arguments: args }, signal }, validate);
  };

  const withCrmFailures = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
    runAbortable(signal, work).catch((error: unknown) => {
      throw toCrmFailure(error, signal);
    });

  await runAbortable(opening, () => listTools(opening));
  return {
    protocol: 'bare',
    listTools: ({ signal }) => withCrmFailures(signal, () => listTools(signal)),
    callTool: (name, args, { signal }) => withCrmFailures(signal, () => callTool(name, args, signal)),
    close: async () => {},
  };
}
