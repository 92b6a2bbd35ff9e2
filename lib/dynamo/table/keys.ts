/**
 * The sort keys of the contacts table. All keys except those of contacts begin with `#`, which sorts before the digits
 * of a UUID.
 */
export const keys = {
  contact: (contactId: string) => contactId,
  externalRef: (ref: string) => `#externalRef#${ref}`,
  identity: (key: string) => `#identity#${key}`,
  duplicate: (contactId: string, other: string) => `#duplicate#${contactId}#${other}`,
  suggestion: (weight: string, pair: string) => `${suggestionRange}${weight}#${pair}`,
  settings: () => '#settings',
  crm: () => '#crm',
  idempotency: (keyHash: string) => `#idempotency#${keyHash}`,
  /** `otherId`: another contact that the response is about, which has an item of its own. */
  answer: (contactId: string, keyHash: string, otherId?: string) =>
    `#answer#${contactId}#${keyHash}${otherId === undefined ? '' : `#${otherId}`}`,
  resolution: (contactId: string) => `#resolution#${contactId}`,
  // Ten digits, so that the order of the keys is that of the versions.
  history: (contactId: string, version: number) => `${historyOf(contactId)}${String(version).padStart(10, '0')}`,
  webhook: (id: string) => `${webhookRange}${id}`,
  /** The item that every new webhook of a tenant changes, so that two cannot both be the last one allowed. */
  webhookLock: () => '#webhooks',
  delivery: (webhookId: string, changedAt: string, eventId: string) =>
    `${deliveriesOf(webhookId)}${changedAt}#${eventId}`,
  search: (word: string, contactId: string) => `${searchRange(word)}#${inverted(contactId)}`,
  erased: (hash: string) => `#erased#${hash}`,
  tombstone: (contactId: string) => `#tombstone#${contactId}`,
} as const;

/**
 * Whose data each kind of item holds. What is a person's goes with their contact (dependentItems.ts): it is erased,
 * and exported. Items with nobody's data hold ids and hashes. A kind of key that is missing here does not compile.
 */
export const dataOf = {
  contact: 'person',
  externalRef: 'person',
  identity: 'person',
  duplicate: 'person',
  resolution: 'person',
  history: 'person',
  search: 'person',
  answer: 'person',
  settings: 'tenant',
  crm: 'tenant',
  webhook: 'tenant',
  webhookLock: 'tenant',
  suggestion: 'nobody',
  idempotency: 'nobody',
  delivery: 'nobody',
  erased: 'nobody',
  tombstone: 'nobody',
} as const satisfies { readonly [K in keyof typeof keys]: 'person' | 'tenant' | 'nobody' };

/** The kinds of items with data of a person beside the contact itself. */
export type DependentKind = Exclude<
  { [K in keyof typeof dataOf]: (typeof dataOf)[K] extends 'person' ? K : never }[keyof typeof dataOf],
  'contact'
>;

/** What the keys of all webhooks of a tenant begin with. */
export const webhookRange = '#webhook#';

/** What the keys of all deliveries to a webhook begin with. The time of the change follows, so this is their order. */
export const deliveriesOf = (webhookId: string): string => `#delivery#${webhookId}#`;

/** The webhook of the key of a webhook or a delivery. */
export const webhookOf = (key: string): string => key.split('#')[2] ?? '';

/** What the keys of all places in the list of suggested duplicates begin with. */
export const suggestionRange = '#suggestion#';

/** The ids of the two contacts in the key of a suggested duplicate, or of its place in the list of suggestions. */
export function readPairKey(key: string): readonly [string, string] {
  const [one = '', other = ''] = key.split('#').slice(-2);
  return [one, other];
}

/**
 * The keys of the items that have the same response as the one with this key, for the other contact that it is about.
 */
export function otherAnswers(key: string): readonly string[] {
  const [, , contactId, keyHash = '', otherId] = key.split('#');
  return otherId === undefined ? [] : [keys.answer(otherId, keyHash, contactId)];
}

/** What the keys of all entries of a contact's history begin with. */
export const historyOf = (contactId: string): string => `#history#${contactId}#`;

/** What the keys of all postings begin with whose words begin so. */
export const searchRange = (beginning: string): string => `#search#${beginning}`;

/** The same for the postings of one word. */
export const wordRange = (word: string): string => `${searchRange(word)}#`;

/** The word and the contact of the key of a posting. */
export function readSearchKey(key: string): { readonly word: string; readonly contactId: string } {
  const at = key.lastIndexOf('#');
  return { word: key.slice(searchRange('').length, at), contactId: inverted(key.slice(at + 1)) };
}

/** A UUID with each digit subtracted from 15, so that the newest of time-ordered UUIDs sorts first; and back. */
const inverted = (uuid: string): string =>
  uuid.replace(/[0-9a-f]/g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));

/** The contact that the key of an entry of a history, or of a tombstone, is about. */
export const contactOfChange = (key: string): string => key.split('#')[2] ?? '';

/**
 * The partition of what limits a tenant's use of the service. It is not the tenant's own partition, so that a role can
 * allow writing limits and nothing else.
 */
export const limitPartition = (tenantId: string): string => `limits#${tenantId}`;

/** The sort keys of that partition. */
export const limitKeys = {
  /** The counts of requests in one minute since the epoch. */
  requests: (minute: number) => `requests#${minute}`,
  /** One of the requests that may be in progress while they call a server of the tenant. */
  call: (place: number) => `call#${place}`,
} as const;

/** The range of sort keys of a tenant's contacts; it contains nothing else. */
export const contactRange = { first: '0', last: 'g' } as const;

/**
 * The message group of what is due: the delivery, or the webhook, with a key. What is of one contact has one group, so
 * that it stays in order; a webhook has four, so many of its deliveries are on their way at a time.
 */
export function deliveryLine(key: string): string {
  const [, , webhookId, , eventId = '0'] = key.split('#');
  const contactId = eventId.split(':', 1)[0] ?? '';
  return `${webhookId}-${Number.parseInt(contactId.slice(-1), 16) % 4}`;
}
