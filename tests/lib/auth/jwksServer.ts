import { generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type PrivateJwk = JsonWebKey & { readonly kid: string; readonly alg: string };

/** A new key pair, as its private JWK. */
export function newKey(alg: 'RS256' | 'ES256' | 'EdDSA', modulusLength = 2048): PrivateJwk {
  const { privateKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength })
      : alg === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg };
}

/** The public part of a key. */
export const publicPart = ({ kty, crv, x, y, n, e, kid, alg }: PrivateJwk): JsonWebKey =>
  JSON.parse(JSON.stringify({ kty, crv, x, y, n, e, kid, alg, use: 'sig' }));

export type JwksServer = {
  readonly url: string;
  /** The number of requests. */
  fetches: number;
  keys: readonly JsonWebKey[];
  /** If set, responds in place of the keys. */
  answer: ((response: ServerResponse) => void) | undefined;
  close(): Promise<void>;
};

/** Serves public keys on 127.0.0.1. */
export async function serveJwks(...keys: readonly PrivateJwk[]): Promise<JwksServer> {
  const server = createServer((_, response) => {
    jwks.fetches++;
    if (jwks.answer) jwks.answer(response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: jwks.keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const jwks: JwksServer = {
    url: `http://127.0.0.1:${port}/jwks.json`,
    fetches: 0,
    keys: keys.map(publicPart),
    answer: undefined,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return jwks;
}
