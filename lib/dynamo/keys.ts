/** The sort keys of the table. Everything but a contact begins with `#`, which sorts before every digit of a UUID. */
export const keys = {
  contact: (contactId: string) => contactId,
  externalRef: (ref: string) => `#externalRef#${ref}`,
  identity: (key: string) => `#identity#${key}`,
  duplicate: (contactId: string, other: string) => `#duplicate#${contactId}#${other}`,
  settings: () => '#settings',
  apiKey: (hash: string) => `#apikey#${hash}`,
} as const;

/** The range of sort keys that holds all contacts of a tenant and nothing else. */
export const contactRange = { first: '0', last: 'g' } as const;

export const apiKeyPrefix = keys.apiKey('');
