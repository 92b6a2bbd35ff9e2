import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { send } from '../table/client.ts';
import { limitKeys, limitPartition } from '../table/keys.ts';
import { updateItem } from '../table/update.ts';

/** How long a count stays after its minute. */
const keptSeconds = 300;

/**
 * Adds numbers of requests to a tenant's counts of one minute (since the epoch), by name, and returns the sums of these
 * counts. One UpdateItem. If a reply is lost, the numbers may be added twice. Throws `unavailable`.
 */
export async function addRequests(
  tenantId: string,
  minute: number,
  counts: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, number>> {
  const update = updateItem(limitPartition(tenantId), limitKeys.requests(minute), {
    set: [['expiresAt', minute * 60 + keptSeconds]],
    add: [...counts],
  });
  const command = new UpdateCommand({ ...update, ReturnValues: 'UPDATED_NEW' });
  const { Attributes = {} } = await send((db) => db.send(command));
  return new Map([...counts].map(([name]) => [name, Number(Attributes[name])]));
}
