import { isSpecType, type JSONRPCResponse, type RequestId } from '@modelcontextprotocol/client';
import type { Fetch } from '../../outbound/outboundFetch.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { rateLimitFailure } from '../rateLimitFailure.ts';
import type { McpEndpoint } from './session.ts';

/**
 * Creates a fetch that sends the endpoint's credentials and, after a 401, renews them and retries once. Throws for
 * every status that does not depend on the protocol version: `auth_failed` (401), `rate_limited` (429, 503),
 * `http_error` (403, 5xx).
 */
export const authorizedFetch =
  ({ fetch, authorization }: Pick<McpEndpoint, 'fetch' | 'authorization'>): Fetch =>
  async (url, init) => {
    const credentials = await authorization.headers();
    let response = await fetch(url, withHeaders(init, credentials));
    if (response.status === 401 && (await authorization.renew(credentials))) {
      await response.body?.cancel();
      response = await fetch(url, withHeaders(init, await authorization.headers()));
    }
    const failure = failureOf(response);
    if (failure === undefined) return response;
    await response.body?.cancel();
    throw failure;
  };

function withHeaders(init: RequestInit | undefined, more: Readonly<Record<string, string>>): RequestInit {
  const headers = new Headers(init?.headers);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return { ...init, headers };
}

function failureOf(response: Response): CrmFailure | undefined {
  const { status } = response;
  if (status === 401) return new CrmFailure('auth_failed', 'The server rejected the credentials.');
  const rateLimit = rateLimitFailure('The server', response);
  if (rateLimit) return rateLimit;
  // A 403 is not about the credentials for sure: a firewall may reject one request because of what a sender wrote.
  return status >= 500 || status === 403
    ? new CrmFailure('http_error', `The server responded with status ${status}.`)
    : undefined;
}

/** Reads the JSON-RPC response with this id from a JSON body, whatever its content type. Throws `unreadable`. */
export async function readJsonRpcResponse(response: Response, id: RequestId): Promise<JSONRPCResponse> {
  const messages = [parse(await response.text())].flat();
  // Some servers send `id: null` with an error.
  const withIds = messages.map((message) => (isObject(message) ? { ...message, id: message.id ?? id } : message));
  const found = withIds.filter(isSpecType.JSONRPCResponse).find((each) => String(each.id) === String(id));
  if (found) return found;
  throw new CrmFailure('unreadable', 'The server did not send a JSON-RPC response to the request.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CrmFailure('unreadable', 'The server did not send JSON.', { cause });
  }
}

const isObject = (value: unknown): value is { readonly id?: unknown } => typeof value === 'object' && value !== null;
