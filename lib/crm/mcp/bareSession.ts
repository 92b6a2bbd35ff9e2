import { ProtocolError, SdkErrorCode, SdkHttpError, specTypeSchemas, type Tool } from '@modelcontextprotocol/client';
import { CrmFailure } from '../CrmFailure.ts';
import type { Session } from './openSession.ts';
import { failureOf } from './sessionFailure.ts';
import { authorizedFetch, type Link, readAnswer } from './sessionRequest.ts';
import { within } from './sessionTransport.ts';

const maxPages = 20;

type Ask = { readonly params: object; readonly signal: AbortSignal };
type Validation<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly unknown[] };

/**
 * Opens a session with a server that answers `tools/list` and `tools/call` without any handshake, which it is asked to show
 * at once. Throws what the server answers instead, or a `CrmFailure`.
 */
export async function openBareSession(link: Link, opening: AbortSignal): Promise<Session> {
  const fetch = authorizedFetch(link);
  let lastId = 0;

  async function ask<T>(method: string, { params, signal }: Ask, validate: (value: unknown) => Validation<T>) {
    const id = ++lastId;
    const response = await fetch(link.url, {
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
    const answer = await readAnswer(response, id);
    if ('error' in answer) throw ProtocolError.fromError(answer.error.code, answer.error.message, answer.error.data);
    const validation = validate(answer.result);
    if (validation.issues) throw new CrmFailure('unreadable', 'The server does not answer in the form of MCP.');
    return validation.value;
  }

  async function listTools(signal: AbortSignal): Promise<Tool[]> {
    const tools: Tool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page++) {
      const params = cursor === undefined ? {} : { cursor };
      const result = await ask('tools/list', { params, signal }, specTypeSchemas.ListToolsResult['~standard'].validate);
      tools.push(...result.tools);
      cursor = result.nextCursor;
      if (cursor === undefined) return tools;
    }
    throw new CrmFailure('too_large', `The server has more than ${maxPages} pages of tools.`);
  }

  const callTool = (name: string, args: object, signal: AbortSignal) =>
    ask(
      'tools/call',
      { params: { name, arguments: args }, signal },
      specTypeSchemas.CallToolResult['~standard'].validate,
    );

  const inFailures = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
    within(signal, work).catch((error: unknown) => {
      throw failureOf(error, signal);
    });

  await within(opening, () => listTools(opening));
  return {
    era: 'bare',
    listTools: ({ signal }) => inFailures(signal, () => listTools(signal)),
    callTool: (name, args, { signal }) => inFailures(signal, () => callTool(name, args, signal)),
    close: async () => {},
  };
}
