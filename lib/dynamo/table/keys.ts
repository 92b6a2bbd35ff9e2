/** The sort keys of the table. Everything but a contact begins with `#`, which sorts before every digit of a UUID. */
export const keys = {
  contact: (contactId: string) => contactId,
  externalRef: (ref: string) => `#externalRef#${ref}`,
  identity: (key: string) => `#identity#${key}`,
  duplicate: (contactId: string, other: string) => `#duplicate#${contactId}#${other}`,
  settings: () => '#settings',
  crm: () => '#crm',
  resolution: (contactId: string) => `#resolution#${contactId}`,
  apiKey: (hash: string) => `#apikey#${hash}`,
} as const;

/** The range of sort keys that holds all contacts of a tenant and nothing else. */
export const contactRange = { first: '0', last: 'g' } as const;

export const apiKeyPrefix = keys.apiKey('');

/** What the index `byDue` finds an item by. `dueAt` is ISO 8601; the shards spread what is due at one time. */
export type Due = { readonly dueShard?: string; readonly dueAt?: string };

/** The last digit of a UUID v4 or v7 is as good as random. */
export const dueShardOf = (id: string): string => id.slice(-1);

export const dueShards = [...'0123456789abcdef'];

/** Connections that are new do not wait behind contacts. */
export const connectionShard = 'crm';
