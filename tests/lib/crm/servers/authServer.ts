import { randomUUID } from 'node:crypto';
import { type ReceivedRequest, respondJson, serve, type TestServer } from './serve.ts';

export type AuthServer = TestServer & {
  readonly tokenUrl: string;
  /** The access tokens that it has issued. */
  readonly given: readonly string[];
  /** The refresh token that is valid now. */
  refreshToken: string;
  rotates: boolean;
  /** Where the client's credentials are accepted. */
  accepts: 'header' | 'body';
  expiresIn: number | string | undefined;
  /** The response in place of tokens. */
  instead:
    | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
    | undefined;
};

export const client = { id: 'the client', secret: 's3cret:+/%' };

/** Issues tokens (RFC 6749) to one client, and publishes its metadata (RFC 9728, RFC 8414). */
export async function startAuthServer(): Promise<AuthServer> {
  const given: string[] = [];
  const server: AuthServer = Object.assign(
    await serve((_, response, { path, headers, body }) => {
      const origin = new URL(server.url).origin;
      if (path.startsWith('/.well-known/oauth-protected-resource')) {
        return respondJson(response, { resource: server.url, authorization_servers: [origin] });
      }
      if (path.startsWith('/.well-known/oauth-authorization-server')) {
        return respondJson(response, metadataOf(origin, server.tokenUrl));
      }
      if (path !== '/token') return response.writeHead(401).end();
      if (server.instead) {
        const { status, body: instead, headers: more } = server.instead;
        return respondJson(response, instead, status, more);
      }
      const form = new URLSearchParams(String(body));
      const credentials =
        server.accepts === 'header' ? credentialsInHeader(headers.authorization) : credentialsInBody(form);
      if (credentials !== `${client.id}\n${client.secret}`)
        return respondJson(response, { error: 'invalid_client' }, 401);
      const isRefresh = form.get('grant_type') === 'refresh_token';
      if (isRefresh && form.get('refresh_token') !== server.refreshToken) {
        return respondJson(response, { error: 'invalid_grant' }, 400);
      }
      if (server.rotates) server.refreshToken = randomUUID();
      given.push(randomUUID());
      const expires = server.expiresIn === undefined ? {} : { expires_in: server.expiresIn };
      const refresh = isRefresh && server.rotates ? { refresh_token: server.refreshToken } : {};
      return respondJson(response, { access_token: given.at(-1), token_type: 'bearer', ...expires, ...refresh });
    }),
    {
      given,
      refreshToken: 'first',
      rotates: false,
      accepts: 'header' as const,
      expiresIn: 3600,
      instead: undefined,
      tokenUrl: '',
    },
  );
  return Object.assign(server, { tokenUrl: new URL('/token', server.url).href });
}

/** The forms of all token requests. */
export const tokenForms = (requests: readonly ReceivedRequest[]): Record<string, string>[] =>
  requests
    .filter(({ path }) => path === '/token')
    .map(({ body }) => Object.fromEntries(new URLSearchParams(String(body))));

function credentialsInHeader(header: string | undefined): string {
  const [id = '', secret = ''] = Buffer.from(header?.slice('Basic '.length) ?? '', 'base64')
    .toString()
    .split(':');
  return [id, secret].map((each) => new URLSearchParams(`a=${each}`).get('a')).join('\n');
}

const credentialsInBody = (form: URLSearchParams): string => `${form.get('client_id')}\n${form.get('client_secret')}`;

const metadataOf = (issuer: string, tokenUrl: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: tokenUrl,
  response_types_supported: ['code'],
});
