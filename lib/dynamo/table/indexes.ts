import type { LookupKind } from '../../contacts/resolution.ts';

/**
 * The attributes of the index `byChange`, which lists what changed in a tenant by time: entries of histories and
 * tombstones, whose sort key is `key`. The shards spread the changes of one moment. `feedKey` begins with the time (ISO
 * 8601 in UTC with milliseconds), and no two are equal.
 */
export const feedKeys = (tenantId: string, contactId: string, key: string, at: string) => ({
  feedShard: feedShardOf(tenantId, contactId.slice(-1)),
  feedKey: `${at}${key}`,
});

const feedShardOf = (tenantId: string, digit: string): string => `${tenantId}#${digit}`;

/** All shards of a tenant's changes. */
export const feedShardsOf = (tenantId: string): string[] =>
  [...'0123456789abcdef'].map((digit) => feedShardOf(tenantId, digit));

/**
 * The attribute by which the index `byStatus` lists the contacts of a tenant by status, and those of one status in the
 * order of their creation.
 */
export const statusKeyOf = (status: string, contactId = ''): string => `${status}#${contactId}`;

/**
 * The attributes of the index `byDue`. `dueAt` is ISO 8601; the shards spread the items that are due at the same time.
 */
export type Due = { readonly dueShard?: string; readonly dueAt?: string };

/** The shards of a kind of lookup. What is due of one kind does not wait behind the other. */
export const dueShards = {
  fresh: [...'0123456789abcdef'],
  refresh: [...'0123'].map((digit) => `refresh-${digit}`),
} as const satisfies { readonly [K in LookupKind]: readonly string[] };

/** The shard of an id: the last digit of a UUID v4 or v7 is random. */
export function dueShardOf(id: string, kind: LookupKind): string {
  const shards = dueShards[kind];
  const shard = shards[Number.parseInt(id.slice(-1), 16) % shards.length];
  if (shard === undefined) throw new Error('The id is not a UUID');
  return shard;
}

/** The shard of connections, so that a new one does not wait behind contacts. */
export const connectionShard = 'crm';

/** The shards of deliveries that are to be attempted again. */
export const deliveryShards = [...'0123456789abcdef'].map((digit) => `delivery-${digit}`);

/** The shard of a delivery of an event about a contact. */
export const deliveryShardOf = (contactId: string): string => `delivery-${contactId.slice(-1)}`;

/** The shard of the deliveries in the backlog of a webhook. */
export const backlogShardOf = (webhookId: string): string => `backlog-${webhookId}`;

/** The shard of webhooks whose backlog is due. */
export const webhookShard = 'webhooks';

/** The shard of settings that are to be applied to the contacts of their tenant. */
export const settingsShard = 'settings';
