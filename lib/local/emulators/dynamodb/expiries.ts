import type { Item, LevelOperation } from './dynalite.ts';
import type { Overlay } from './overlay.ts';

/** The value of `ttl~<table>`; it exists while time to live is enabled. */
export interface TimeToLive {
  TableName: string;
  AttributeName: string;
}

export const timeToLiveKey = (tableName: string) => `ttl~${tableName}`;

/**
 * The LevelDB prefix of a table's expiries: `expiry~<table>~<epoch seconds>~<key of the item>`, with the key of the
 * item as value. They are in the order of time, so that a sweep reads only what has expired. An expiry stays when the
 * item changes or is deleted, so the item decides.
 */
export const expiryPrefix = (tableName: string) => `expiry~${tableName}~`;

/** The part of an expiry's key that sorts by time. */
export const expiryTime = (seconds: number) => String(Math.floor(seconds)).padStart(16, '0');

/** The expiry of an item with the LevelDB key `key`; none if the attribute is not a time. */
export function expiryOf({ TableName, AttributeName }: TimeToLive, key: string, item: Item): LevelOperation[] {
  const seconds = Number(item[AttributeName]?.N);
  if (!(seconds > 0 && seconds < 1e16)) return [];
  return [{ type: 'put', key: `${expiryPrefix(TableName)}${expiryTime(seconds)}~${key}`, value: key }];
}

/** The expiries of all items that the overlay writes. */
export async function expiriesOf(overlay: Overlay): Promise<LevelOperation[]> {
  const expiries: LevelOperation[] = [];
  for (const write of overlay.writes.values()) {
    if (write.type !== 'put' || !write.key.startsWith('item-')) continue;
    const tableName = write.key.slice('item-'.length, write.key.indexOf('~'));
    const timeToLive = (await overlay.get(timeToLiveKey(tableName))) as TimeToLive | undefined;
    if (timeToLive) expiries.push(...expiryOf(timeToLive, write.key, write.value as Item));
  }
  return expiries;
}
