/** What has secrets in the secret store. IAM allows a function the secrets of some of these kinds. */
export const secretKinds = ['crm', 'webhook'] as const;
export type SecretKind = (typeof secretKinds)[number];

/** What the paths of all secrets of a kind begin with. */
export const secretPathsOf = (kind: SecretKind): string => `${kind}/`;

/**
 * The path of a new secret of a tenant. Nothing else ever has the same `id`, so no secret is taken for another one.
 */
export const secretPathOf = (kind: SecretKind, tenantId: string, id: string): string =>
  `${secretPathsOf(kind)}${tenantId}/${id}`;

/** The tenant whose secret of a kind has this path; undefined for any other path. */
export const ownerOfSecret = (kind: SecretKind, path: string): string | undefined =>
  new RegExp(`^${secretPathsOf(kind)}([^/]+)/[^/]+$`).exec(path)?.[1];
