import { createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto';
import { damaged } from './fileErrors.ts';
import { findPrivateFile, writePrivateFile } from './privateFile.ts';

/** An issuer of JWTs for the local service only. Its private key gives access to every tenant of the local table. */
export interface LocalIssuer {
  issuer: string;
  audience: string;
  tenantClaim: string;
  privateJwk: PrivateJwk;
}

type PrivateJwk = JsonWebKey & { kid: string };

const example: LocalIssuer = {
  issuer: '',
  audience: '',
  tenantClaim: '',
  privateJwk: { kty: '', crv: '', x: '', y: '', d: '', kid: '', alg: '', use: '' },
};

/** Reads the issuer from `file`; `undefined` if the file does not exist. */
export async function findIssuer(file: string): Promise<LocalIssuer | undefined> {
  const issuer = await findPrivateFile(file, example);
  try {
    if (issuer) createPrivateKey({ key: issuer.privateJwk, format: 'jwk' });
  } catch (error) {
    throw damaged(file, 'its private key is invalid', error);
  }
  return issuer;
}

/** Reads the issuer from `file`; creates it if the file does not exist. */
export async function localIssuer(file: string): Promise<LocalIssuer> {
  const known = await findIssuer(file);
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

/** The parameters of a stage that accepts the issuer's JWTs. */
export function issuerParameters(local: LocalIssuer) {
  const { issuer, audience, tenantClaim } = local;
  return { jwtIssuer: issuer, jwtAudience: audience, jwtTenantClaim: tenantClaim, jwtJwksUri: jwksUri(local) };
}

/** A `data:` URL of the issuer's public keys, so that no server is needed. */
export function jwksUri({ privateJwk: { d, ...publicJwk } }: LocalIssuer): string {
  return `data:application/json,${encodeURIComponent(JSON.stringify({ keys: [publicJwk] }))}`;
}
