import type { Fetch } from '../../outbound/outboundFetch.ts';
import { CrmFailure } from '../CrmFailure.ts';
import { rateLimitFailure } from '../rateLimitFailure.ts';

export type OAuthClient = {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
};

export type TokenResponse =
  | { readonly accessToken: string /** In seconds. */; readonly expiresIn: number; readonly refreshToken?: string }
  /** The server rejected the grant, for example the refresh token, or the client itself. */
  | { readonly rejected: 'grant' | 'client' };

/**
 * OAuth errors that, like status 401, reject the client (RFC 6749, 5.2). Any other error may be temporary, or a
 * firewall's.
 */
const clientErrors: readonly unknown[] = ['invalid_client', 'unauthorized_client', 'invalid_scope'];

type Rejection = Extract<TokenResponse, { rejected: unknown }>;
type UnclearRejection = { readonly rejected: 'unclear'; readonly status: number };

type Fields = Readonly<Record<string, string>>;
type ClientAuthentication = { readonly headers: Fields; readonly form: Fields };

/**
 * Requests a token (RFC 6749). Sends the client's credentials in the `authorization` header and, if that is rejected,
 * in the body, because some servers support only one of the two. Throws `rate_limited`, `http_error`, `unreadable` and
 * the errors of `fetch`.
 */
export async function requestToken(client: OAuthClient, grant: Fields, fetch: Fetch): Promise<TokenResponse> {
  let rejection: Rejection | UnclearRejection = { rejected: 'client' };
  for (const { headers, form } of clientAuthentications(client)) {
    const response = await fetch(client.tokenUrl, {
      method: 'POST',
      headers: { ...headers, accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...grant, ...form }).toString(),
    });
    const result = await readTokenResponse(response);
    if (!('rejected' in result) || result.rejected === 'grant') return result;
    rejection = result;
  }
  if (rejection.rejected !== 'unclear') return rejection;
  throw httpError(rejection.status);
}

function clientAuthentications({ clientId, clientSecret }: OAuthClient): readonly ClientAuthentication[] {
  if (clientSecret === undefined) return [{ headers: {}, form: { client_id: clientId } }];
  const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  return [
    { headers: { authorization: `Basic ${basic}` }, form: {} },
    { headers: {}, form: { client_id: clientId, client_secret: clientSecret } },
  ];
}

const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

async function readTokenResponse(response: Response): Promise<TokenResponse | UnclearRejection> {
  const { status } = response;
  const text = await response.text();
  const rateLimit = rateLimitFailure('The authorization server', response);
  if (rateLimit) throw rateLimit;
  if (!response.ok && ![400, 401, 403].includes(status)) throw httpError(status);
  const body = parseObject(text);
  if (body.error === 'invalid_grant') return { rejected: 'grant' };
  if (!response.ok || typeof body.error === 'string') {
    const isClientRejected = status === 401 || clientErrors.includes(body.error);
    return isClientRejected ? { rejected: 'client' } : { rejected: 'unclear', status };
  }
  const { access_token, expires_in, refresh_token } = body;
  if (typeof access_token !== 'string') {
    throw new CrmFailure('unreadable', "The authorization server's response has no access token.");
  }
  return {
    accessToken: access_token,
    // If `expires_in` is missing, use the token until the server rejects it.
    expiresIn: Number(expires_in) > 0 ? Number(expires_in) : Number.POSITIVE_INFINITY,
    ...(typeof refresh_token === 'string' && { refreshToken: refresh_token }),
  };
}

const httpError = (status: number): CrmFailure =>
  new CrmFailure('http_error', `The authorization server responded with status ${status}.`);

/** Returns an empty object for any other text: an error page may be HTML. */
function parseObject(text: string): { readonly [name: string]: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
