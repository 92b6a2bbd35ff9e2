import type { Scope } from '../../schemas/contract.ts';
import { checkApiKey, isApiKey } from '../auth/apiKey.ts';
import { checkJwt } from '../auth/jwt.ts';
import type { Principal } from '../auth/principal.ts';
import { ContactError } from '../contacts/ContactError.ts';
import type { Middleware } from './middleware.ts';

const bearer = /^Bearer +([\w.~+/=-]+) *$/i;

/**
 * Checks the bearer credential (RFC 6750) of a request and its scope. Throws `unauthenticated`, `forbidden`, and
 * `unavailable` if the credential cannot be checked now.
 */
export const authenticate = (scope: Scope): Middleware => ({
  async before(request) {
    const token = bearer.exec(request.event.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      throw new ContactError('unauthenticated', 'Send "Authorization: Bearer" with an API key or a JWT', {
        refusal: { reason: 'no_credential' },
      });
    }
    // Otherwise a revoked key could make another one that outlives it.
    const fresh = scope === 'keys:manage';
    const principal = await (isApiKey(token) ? checkApiKey(token, fresh) : checkJwt(token));
    request.internal.principal = principal;
    requireScope(principal, scope);
  },
});

/** Throws `forbidden` where a principal lacks a scope. */
export function requireScope({ scopes }: Pick<Principal, 'scopes'>, scope: Scope): void {
  if (scopes.includes(scope)) return;
  const refusal = { reason: `missing_scope ${scope}` };
  throw new ContactError('forbidden', `The credential lacks the scope ${scope}`, { refusal });
}
