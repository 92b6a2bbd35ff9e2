import { invalidCredential } from './principal.ts';

/** Refuses a JWT, because no issuer is configured. Throws `unauthenticated`. */
export async function refuseJwt(): Promise<never> {
  throw invalidCredential('jwts_not_accepted');
}
