import {
  assertSecureTokenEndpoint,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
} from '@modelcontextprotocol/client';
import type { Fetch } from '../../outbound/outboundFetch.ts';
import { CrmFailure } from '../CrmFailure.ts';

/** As for a token URL that a caller gives. */
const maxCharacters = 2048;

/**
 * Discovers the token URL of an MCP server (RFC 9728, RFC 8414, OpenID Connect Discovery). It is https, or on loopback.
 * Throws `unreadable` if the server publishes none, `address_refused` if it is not secure, `too_large` if it is too
 * long, and the errors of `fetch`.
 */
export async function discoverTokenUrl(serverUrl: string, fetch: Fetch): Promise<string> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  const response = await fetch(serverUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.body?.cancel();
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(response);
  const info = await discoverOAuthServerInfo(serverUrl, {
    fetchFn: fetch,
    ...(resourceMetadataUrl && { resourceMetadataUrl }),
  }).catch((cause: unknown) => {
    throw cause instanceof CrmFailure ? cause : noTokenUrl(cause);
  });
  if (!info.authorizationServerMetadata) throw noTokenUrl();
  try {
    const { href } = assertSecureTokenEndpoint(info.authorizationServerMetadata.token_endpoint);
    if (href.length <= maxCharacters) return href;
  } catch (cause) {
    throw new CrmFailure('address_refused', "The token URL in the server's metadata must start with https://.", {
      cause,
    });
  }
  throw new CrmFailure(
    'too_large',
    `The token URL in the server's metadata has more than ${maxCharacters} characters.`,
  );
}

const noTokenUrl = (cause?: unknown): CrmFailure =>
  new CrmFailure('unreadable', 'The server does not publish its token URL. Set auth.tokenUrl.', { cause });
