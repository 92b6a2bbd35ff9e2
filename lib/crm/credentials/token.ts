import type { FetchLike } from '@modelcontextprotocol/client';
import { CrmFailure, rateLimited } from '../CrmFailure.ts';

export type OAuthClient = {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
};

export type TokenAnswer =
  | { readonly accessToken: string /** In seconds. */; readonly expiresIn: number; readonly refreshToken?: string }
  /** What was refused: what the client shows for the token, or the client itself. */
  | { readonly refused: 'grant' | 'client' };

/** By these words (RFC 6749, 5.2) and by 401 the client itself is refused. Other words, and pages of a firewall, may pass. */
const refusalsOfTheClient: readonly unknown[] = ['invalid_client', 'unauthorized_client', 'invalid_scope'];

type Refused = Extract<TokenAnswer, { refused: unknown }>;
type Unclear = { readonly refused: 'unclear'; readonly status: number };

type Form = Readonly<Record<string, string>>;
type Shown = { readonly headers: Form; readonly form: Form };

/**
 * Asks for a token (RFC 6749). The client shows itself in a header, and in the body where that is refused, for not all
 * servers know the header. Throws `rate_limited`, `http_error`, `unreadable` and what the fetch throws.
 */
export async function requestToken(client: OAuthClient, grant: Form, fetch: FetchLike): Promise<TokenAnswer> {
  let answer: Refused | Unclear = { refused: 'client' };
  for (const { headers, form } of waysToShow(client)) {
    const response = await fetch(client.tokenUrl, {
      method: 'POST',
      headers: { ...headers, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...grant, ...form }).toString(),
    });
    const read = await readToken(response);
    if (!('refused' in read) || read.refused === 'grant') return read;
    answer = read;
  }
  if (answer.refused !== 'unclear') return answer;
  throw new CrmFailure('http_error', `The authorization server answered with status ${answer.status}.`);
}

function waysToShow({ clientId, clientSecret }: OAuthClient): readonly Shown[] {
  if (clientSecret === undefined) return [{ headers: {}, form: { client_id: clientId } }];
  const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  return [
    { headers: { authorization: `Basic ${basic}` }, form: {} },
    { headers: {}, form: { client_id: clientId, client_secret: clientSecret } },
  ];
}

const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

async function readToken(response: Response): Promise<TokenAnswer | Unclear> {
  const { status } = response;
  const text = await response.text();
  const limit = rateLimited('The authorization server', response);
  if (limit) throw limit;
  if (!response.ok && ![400, 401, 403].includes(status)) {
    throw new CrmFailure('http_error', `The authorization server answered with status ${status}.`);
  }
  const answer = parse(text);
  if (answer.error === 'invalid_grant') return { refused: 'grant' };
  if (!response.ok || typeof answer.error === 'string') {
    const isClear = status === 401 || refusalsOfTheClient.includes(answer.error);
    return isClear ? { refused: 'client' } : { refused: 'unclear', status };
  }
  const { access_token, expires_in, refresh_token } = answer;
  if (typeof access_token !== 'string') {
    throw new CrmFailure('unreadable', 'The authorization server answers without a token.');
  }
  return {
    accessToken: access_token,
    // Without a word on it, it is good until it is refused.
    expiresIn: Number(expires_in) > 0 ? Number(expires_in) : Number.POSITIVE_INFINITY,
    ...(typeof refresh_token === 'string' && { refreshToken: refresh_token }),
  };
}

/** What is no object says nothing: a refusal may be a page in HTML. */
function parse(text: string): { readonly [name: string]: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
