import {
  assertSecureTokenEndpoint,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  type FetchLike,
} from '@modelcontextprotocol/client';
import { CrmFailure } from '../CrmFailure.ts';

/**
 * Where the server says that tokens for it are had (RFC 9728, RFC 8414, OpenID Connect Discovery): https, or loopback.
 * Throws `unreadable` where it does not say, `address_refused` where it says what is not safe.
 */
export async function discoverTokenUrl(serverUrl: string, fetch: FetchLike): Promise<string> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  const challenge = await fetch(serverUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await challenge.body?.cancel();
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(challenge);
  const found = await discoverOAuthServerInfo(serverUrl, {
    fetchFn: fetch,
    ...(resourceMetadataUrl && { resourceMetadataUrl }),
  }).catch((cause: unknown) => {
    throw cause instanceof CrmFailure ? cause : noTokenUrl(cause);
  });
  if (!found.authorizationServerMetadata) throw noTokenUrl();
  try {
    return assertSecureTokenEndpoint(found.authorizationServerMetadata.token_endpoint).href;
  } catch (cause) {
    throw new CrmFailure('address_refused', 'The server names a token URL that is not one of https.', { cause });
  }
}

const noTokenUrl = (cause?: unknown): CrmFailure =>
  new CrmFailure('unreadable', 'The server does not say where tokens are had; give tokenUrl.', { cause });
