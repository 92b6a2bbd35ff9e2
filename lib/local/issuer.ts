import { generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import { findPrivateFile, writePrivateFile } from './privateFile.ts';

/** An issuer of JWTs for the local service only. Its private key gives access to every tenant of the local table. */
export interface LocalIssuer {
  issuer: string;
  audience: string;
  tenantClaim: string;
  privateJwk: PrivateJwk;
}

type PrivateJwk = JsonWebKey & { kid: string };

/** Reads the issuer from `file`; creates it if the file does not exist. */
export async function localIssuer(file: string): Promise<LocalIssuer> {
  const known = await findPrivateFile<LocalIssuer>(file);
  if (known) return known;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer: LocalIssuer = {
    issuer: 'http://127.0.0.1/local-issuer',
    audience: 'contacts',
    tenantClaim: 'tenantId',
    privateJwk: { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' },
  };
  await writePrivateFile(file, issuer);
  return issuer;
}

/** A `data:` URL of the issuer's public keys, so that no server is needed. */
export function jwksUri({ privateJwk: { d, ...publicJwk } }: LocalIssuer): string {
  return `data:application/json,${encodeURIComponent(JSON.stringify({ keys: [publicJwk] }))}`;
}
