import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Settings, Sweep } from '../../../schemas/settings.ts';
import { config } from '../../config.ts';
import { type Answering, writeAnswered } from '../table/answers.ts';
import { send } from '../table/client.ts';
import { type Due, settingsShard } from '../table/indexes.ts';
import { keys } from '../table/keys.ts';

/** The settings of a tenant as they are stored, with the progress of applying them to its contacts. */
export type StoredSettings = Settings &
  Due & {
    readonly tenantId: string;
    readonly changedAt: string;
    readonly changedBy: string;
    readonly sweep?: Sweep;
    /** The last contact that they have been applied to. `dueAt` is present until they have been applied to all. */
    readonly sweptTo?: string;
  };

/** Finds the stored settings of a tenant. Strongly consistent. */
export async function findStoredSettings(tenantId: string): Promise<StoredSettings | undefined> {
  const Key = { tenantId, contactId: keys.settings() };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return Item && (Item as StoredSettings);
}

/** Gets the settings of a tenant; empty lists where it has never stored any. Strongly consistent. */
export const getSettings = async (tenantId: string): Promise<Settings> =>
  settingsIn(await findStoredSettings(tenantId));

/** The settings in a stored item; empty lists where there is none. */
export function settingsIn(stored: StoredSettings | undefined): Settings {
  if (!stored) return { ownDomains: [], freeMailExceptions: [] };
  const {
    ownDomains,
    freeMailExceptions,
    ignoredSenders,
    allowedSenders,
    crmAddressesProve,
    defaultCountry,
    nameOrder,
    eventValues,
  } = stored;
  return {
    ownDomains,
    freeMailExceptions,
    ...(ignoredSenders && { ignoredSenders }),
    ...(allowedSenders && { allowedSenders }),
    ...(crmAddressesProve !== undefined && { crmAddressesProve }),
    ...(defaultCountry && { defaultCountry }),
    ...(nameOrder && { nameOrder }),
    ...(eventValues !== undefined && { eventValues }),
  };
}

/**
 * What has been decided by the settings before is written by then: the cache and the retries of a write are shorter.
 */
const settleMilliseconds = 60_000;

/** Replaces the settings of a tenant, and makes them due to be applied to its contacts. Returns that sweep. */
export async function putSettings(
  tenantId: string,
  settings: Settings,
  actor: string,
  answering?: Answering<Sweep>,
): Promise<Sweep> {
  const now = Date.now();
  const changedAt = new Date(now).toISOString();
  const sweep = { startedAt: changedAt, finishedAt: null, contacts: 0 };
  const due = { dueShard: settingsShard, dueAt: new Date(now + settleMilliseconds).toISOString() };
  const stored: StoredSettings = { ...settings, tenantId, changedAt, changedBy: actor, sweep, ...due };
  const Item = { ...stored, contactId: keys.settings() };
  const write = { operation: { Put: { TableName: config.tableName(), Item } }, onFailure: undefined };
  await writeAnswered([write], answering?.(sweep));
  return sweep;
}

const cacheSize = 1000;
const cache = new Map<string, { readonly settings: Promise<Settings>; readonly readAt: number }>();

/**
 * Gets the settings of a tenant as they were at most a second ago, or another number of milliseconds, so that many
 * messages of one tenant read them once.
 */
export function getCachedSettings(tenantId: string, maxAge = 1000): Promise<Settings> {
  const known = cache.get(tenantId);
  if (known && Date.now() - known.readAt < maxAge) return known.settings;
  if (cache.size >= cacheSize) cache.clear();
  const settings = getSettings(tenantId);
  cache.set(tenantId, { settings, readAt: Date.now() });
  // A failed read is not cached.
  settings.catch(() => cache.delete(tenantId));
  return settings;
}
