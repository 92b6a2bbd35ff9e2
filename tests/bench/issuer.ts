import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** Makes an issuer's key set as JSON, and a JWT of it that the usual handler accepts for an hour. */
export async function makeJwt(): Promise<{ readonly jwks: string; readonly token: string }> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const token = await new SignJWT({ tenant: 'tenant' })
    .setProtectedHeader({ alg: 'RS256', kid: 'bench' })
    .setIssuer('https://issuer.example')
    .setAudience('contacts')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256' };
  return { jwks: JSON.stringify({ keys: [key] }), token };
}
