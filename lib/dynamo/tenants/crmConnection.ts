import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { PresetName } from '../../../schemas/crmConnection.ts';
import { config } from '../../config.ts';
import { ContactError } from '../../contacts/ContactError.ts';
import { type CircuitBreaker, closed } from '../../contacts/circuitBreaker.ts';
import type { Connection } from '../../contacts/connection.ts';
import { send } from '../table/client.ts';
import { connectionShard, type Due, keys } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';
import { writeIf } from '../table/writeAll.ts';

/** The connection of a tenant to its CRM, as it lies in the table. */
export type CrmConnectionItem = Connection &
  Due & {
    readonly contactId: string;
    readonly preset?: PresetName;
    readonly changedAt: string;
    readonly changedBy: string;
    readonly breaker: CircuitBreaker;
    /** The contact up to which all have been made due since it was put; `dueAt` is there as long as that is not done. */
    readonly enqueuedTo?: string;
    /** When the last of those is due (epoch milliseconds). */
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

/** A connection as it is put: nothing is known against it, and all contacts of the tenant are due. */
export function newConnection(
  made: Omit<CrmConnectionItem, 'contactId' | 'changedAt' | 'changedBy' | 'breaker' | keyof Due>,
  actor: string,
): CrmConnectionItem {
  const now = new Date().toISOString();
  const due = { dueShard: connectionShard, dueAt: now };
  return { ...keyOf(made.tenantId), ...made, ...due, breaker: closed, changedAt: now, changedBy: actor };
}

/** Puts the connection of a tenant in place of the one it had, and returns that one, unless a lost reply has hidden it. */
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
  // Where the reply was lost, it is gone by now.
  return asConnection(Attributes) ?? connection;
}

/** What machines find out about a connection. */
type Finding = Pick<CrmConnectionItem, 'breaker'> | Required<Pick<CrmConnectionItem, 'spoken'>>;

/** Keeps what was found out about a connection, on condition that it is still this one in this breaker; tells whether it is. */
export async function recordOnConnection(seen: CrmConnectionItem, finding: Finding): Promise<boolean> {
  const { revision, breaker } = seen;
  const update = updateItem(seen.tenantId, keys.crm(), {
    set: Object.entries(finding),
    expected: { revision, breaker },
  });
  return writeIf(() => send((db) => db.send(new UpdateCommand(update))));
}
