import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Settings } from '../../../schemas/settings.ts';
import { config } from '../../config.ts';
import { send } from '../table/client.ts';
import { keys } from '../table/keys.ts';

type StoredSettings = Settings & { readonly changedAt: string; readonly changedBy: string };

/** Gets the settings of a tenant; empty lists where it has never stored any. Strongly consistent. */
export async function getSettings(tenantId: string): Promise<Settings> {
  const Key = { tenantId, contactId: keys.settings() };
  const get = new GetCommand({ TableName: config.tableName(), Key, ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  if (!Item) return { ownDomains: [], freeMailExceptions: [] };
  const { ownDomains, freeMailExceptions, crmAddressesProve, defaultCountry, eventValues } = Item as StoredSettings;
  return {
    ownDomains,
    freeMailExceptions,
    ...(crmAddressesProve !== undefined && { crmAddressesProve }),
    ...(defaultCountry && { defaultCountry }),
    ...(eventValues !== undefined && { eventValues }),
  };
}

/** Replaces the settings of a tenant. */
export async function putSettings(tenantId: string, settings: Settings, actor: string): Promise<void> {
  const stored: StoredSettings = { ...settings, changedAt: new Date().toISOString(), changedBy: actor };
  const Item = { tenantId, contactId: keys.settings(), ...stored };
  await send((db) => db.send(new PutCommand({ TableName: config.tableName(), Item })));
}

const cacheMilliseconds = 1000;
const cacheSize = 1000;
const cache = new Map<string, { readonly settings: Promise<Settings>; readonly until: number }>();

/**
 * Gets the settings of a tenant as they were at most a second ago, so that many messages of one tenant read them once.
 */
export function getCachedSettings(tenantId: string): Promise<Settings> {
  const known = cache.get(tenantId);
  if (known && known.until > Date.now()) return known.settings;
  if (cache.size >= cacheSize) cache.clear();
  const settings = getSettings(tenantId);
  cache.set(tenantId, { settings, until: Date.now() + cacheMilliseconds });
  // A failed read is not cached.
  settings.catch(() => cache.delete(tenantId));
  return settings;
}
