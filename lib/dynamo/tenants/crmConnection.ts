import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { PresetName } from '../../../schemas/crmConnection.ts';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { type CircuitBreaker, closed } from '../../contacts/circuitBreaker.ts';
import type { Connection } from '../../contacts/connection.ts';
import { send } from '../table/client.ts';
import { connectionShard, type Due } from '../table/indexes.ts';
import { keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { writeIf } from '../table/writeAll.ts';

/** The connection of a tenant to its CRM, as it is stored. */
export type CrmConnectionItem = Connection &
  Due & {
    readonly contactId: string;
    readonly preset?: PresetName;
    readonly changedAt: string;
    readonly changedBy: string;
    readonly breaker: CircuitBreaker;
    /** The last contact of the backlog that has been made due. `dueAt` is present until the whole backlog is. */
    readonly enqueuedTo?: string;
    /** When that contact is due (epoch milliseconds). */
    readonly enqueuedUntil?: number;
  };

const keyOf = (tenantId: string) => ({ tenantId, contactId: keys.crm() });

const asConnection = (item: Record<string, unknown> | undefined): CrmConnectionItem | undefined =>
  item && (item as CrmConnectionItem);

/** Finds the connection of a tenant. Strongly consistent. */
export async function findConnection(tenantId: string): Promise<CrmConnectionItem | undefined> {
  const get = new GetCommand({ TableName: config.tableName(), Key: keyOf(tenantId), ConsistentRead: true });
  const { Item } = await send((db) => db.send(get));
  return asConnection(Item);
}

/** Gets the connection of a tenant. Strongly consistent. Throws `crm_connection_not_found`. */
export async function getConnection(tenantId: string): Promise<CrmConnectionItem> {
  const connection = await findConnection(tenantId);
  if (connection === undefined) throw connectionNotFound();
  return connection;
}

export const connectionNotFound = (): ContactError =>
  new ContactError('crm_connection_not_found', 'The tenant has no connection to a CRM');

/** Makes a connection to store: its circuit is closed, and the backlog of all contacts is due. */
export function newConnection(
  made: Omit<CrmConnectionItem, 'contactId' | 'changedAt' | 'changedBy' | 'breaker' | keyof Due>,
  actor: string,
): CrmConnectionItem {
  const now = new Date().toISOString();
  const due = { dueShard: connectionShard, dueAt: now };
  return { ...keyOf(made.tenantId), ...made, ...due, breaker: closed, changedAt: now, changedBy: actor };
}

/**
 * Stores the connection of a tenant. Returns the one that it replaces; undefined where there was none or the reply was
 * lost.
 */
export async function putConnection(item: CrmConnectionItem): Promise<CrmConnectionItem | undefined> {
  const put = new PutCommand({ TableName: config.tableName(), Item: item, ReturnValues: 'ALL_OLD' });
  const { Attributes } = await send((db) => db.send(put));
  const replaced = asConnection(Attributes);
  return replaced?.revision === item.revision ? undefined : replaced;
}

/** Removes the connection of a tenant, and returns it. Throws `crm_connection_not_found`. */
export async function removeConnection(tenantId: string): Promise<CrmConnectionItem> {
  const connection = await getConnection(tenantId);
  const remove = new DeleteCommand({ TableName: config.tableName(), Key: keyOf(tenantId), ReturnValues: 'ALL_OLD' });
  const { Attributes } = await send((db) => db.send(remove));
  // If the reply was lost, the connection is gone already.
  return asConnection(Attributes) ?? connection;
}

/** What the service finds out about a connection. */
type Finding = Pick<CrmConnectionItem, 'breaker'> | Required<Pick<CrmConnectionItem, 'serverProtocol'>>;

/**
 * Stores what was found out about a connection, provided that neither the connection nor its circuit has changed since
 * it was read. Returns whether it was stored.
 */
export async function recordOnConnection(seen: CrmConnectionItem, finding: Finding): Promise<boolean> {
  const { revision, breaker } = seen;
  const update = updateItem(seen.tenantId, keys.crm(), {
    set: Object.entries(finding),
    expected: { revision, breaker },
  });
  return writeIf(() => send((db) => db.send(new UpdateCommand(update))));
}
