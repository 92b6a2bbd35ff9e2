import { type FetchLike, isSpecType, type JSONRPCResponse, type RequestId } from '@modelcontextprotocol/client';
import { CrmFailure, rateLimited } from '../CrmFailure.ts';
import type { Authorization } from '../credentials/authorization.ts';

/** What leads to a server. */
export type Link = {
  readonly url: string;
  readonly authorization: Authorization;
  /** Without a signal of its own, if the session is to outlive a call. */
  readonly fetch: FetchLike;
};

/**
 * A fetch with the credentials of the link, renewed once where they are refused. Throws for whatever status says nothing of
 * the protocol: `auth_failed`, `rate_limited`, `http_error` (403, 5xx).
 */
export const authorizedFetch =
  ({ fetch, authorization }: Pick<Link, 'fetch' | 'authorization'>): FetchLike =>
  async (url, init) => {
    const credentials = await authorization.headers();
    let response = await fetch(url, withHeaders(init, credentials));
    if (response.status === 401 && (await authorization.renew(credentials))) {
      await response.body?.cancel();
      response = await fetch(url, withHeaders(init, await authorization.headers()));
    }
    const refusal = refusalOf(response);
    if (refusal === undefined) return response;
    await response.body?.cancel();
    throw refusal;
  };

function withHeaders(init: RequestInit | undefined, more: Readonly<Record<string, string>>): RequestInit {
  const headers = new Headers(init?.headers);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return { ...init, headers };
}

function refusalOf(response: Response): CrmFailure | undefined {
  const { status } = response;
  if (status === 401) return new CrmFailure('auth_failed', 'The server refuses the credentials.');
  const limit = rateLimited('The server', response);
  if (limit) return limit;
  // 403 too may be about one request: firewalls look into what a sender writes.
  return status >= 500 || status === 403
    ? new CrmFailure('http_error', `The server answered with status ${status}.`)
    : undefined;
}

/** The one answer to a request that a JSON body holds, whatever its content type says. Throws `unreadable`. */
export async function readAnswer(response: Response, id: RequestId): Promise<JSONRPCResponse> {
  const messages = [parse(await response.text())].flat();
  // Some servers answer null for the id of what they refuse.
  const named = messages.map((message) => (isObject(message) ? { ...message, id: message.id ?? id } : message));
  const answer = named.filter(isSpecType.JSONRPCResponse).find((each) => String(each.id) === String(id));
  if (answer) return answer;
  throw new CrmFailure('unreadable', 'The server does not answer in JSON-RPC.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CrmFailure('unreadable', 'The server does not answer in JSON.', { cause });
  }
}

const isObject = (value: unknown): value is { readonly id?: unknown } => typeof value === 'object' && value !== null;
