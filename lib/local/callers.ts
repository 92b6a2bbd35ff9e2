export interface Callers {
  /** Names who sends a request with this header: a tenant, a user, or all whose credential was never accepted. */
  find(authorization: string | undefined): string;
  /** Remembers that a function has accepted the credential in this header. */
  accept(authorization: string | undefined): void;
}

const maxKnown = 1000;
const nobody = 'nobody';

/** Tells callers apart by credentials that were accepted before. Anybody can write a key that names another tenant. */
export function createCallers(): Callers {
  const known = new Set<string>();
  return {
    find: (authorization = '') => (known.has(authorization) ? tenantOf(authorization) : nobody),
    accept(authorization) {
      if (authorization === undefined || known.has(authorization)) return;
      if (known.size === maxKnown) known.clear();
      known.add(authorization);
    },
  };
}

/** The tenant that an API key names; for a JWT, the token itself. */
const tenantOf = (authorization: string): string =>
  /\bctk_[a-z]+_([\w-]{22})_/.exec(authorization)?.[1] ?? authorization;
