import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ContactError } from '../../contacts/ContactError.ts';
import { logger } from '../../logger.ts';
import { send } from '../table/client.ts';
import { limitKeys, limitPartition } from '../table/keys.ts';
import { type Condition, updateItem } from '../table/update.ts';
import { attempt, writeIf } from '../table/writeAll.ts';

/** How many requests of one tenant may call its CRM or a webhook at a time. Each may occupy a function for long. */
const places = [0, 1];

/** Longer than the 15 seconds that such a call may take, so that only the lease of a function that crashed expires. */
const leaseSeconds = 30;

/**
 * Does `work`, which calls a server of a tenant, while it has one of the tenant's two leases. A lease that is not
 * released expires after 30 seconds. Throws `calls_busy` if both are taken.
 */
export async function withCallLease<Result>(tenantId: string, work: () => Promise<Result>): Promise<Result> {
  const leaseId = randomUUID();
  const place = await acquire(tenantId, leaseId);
  try {
    return await work();
  } finally {
    await release(tenantId, place, leaseId);
  }
}

const now = (): number => Math.floor(Date.now() / 1000);

async function acquire(tenantId: string, leaseId: string): Promise<number> {
  const set = [
    ['leaseId', leaseId],
    ['expiresAt', now() + leaseSeconds],
  ] as const;
  const expiries: number[] = [];
  for (const place of places) {
    const outcome = await attempt(() => update(tenantId, place, { set, condition: isFree(leaseId) }));
    if ('reply' in outcome) return place;
    expiries.push(...outcome.failed.map(({ found }) => Number(found?.expiresAt)));
  }
  throw new ContactError('calls_busy', 'Two requests already call servers of the tenant. Please try again later.', {
    retryAfter: Math.max(Math.min(...expiries) - now(), 1),
  });
}

/** Holds if there is no lease, it has expired, or it is our own and the reply that said so was lost. */
const isFree = (leaseId: string): Condition => ({
  expression: '(attribute_not_exists(#leaseId) OR #leaseId = :leaseId OR #expiresAt <= :now)',
  names: { '#leaseId': 'leaseId', '#expiresAt': 'expiresAt' },
  values: { ':leaseId': leaseId, ':now': now() },
});

/** Never rejects: the outcome of the call counts, and the lease expires by itself. */
async function release(tenantId: string, place: number, leaseId: string): Promise<void> {
  try {
    await writeIf(() => update(tenantId, place, { set: [['expiresAt', now()]], expected: { leaseId } }));
  } catch (error) {
    logger.failure('lease not released', error, { tenantId });
  }
}

const update = (tenantId: string, place: number, change: Parameters<typeof updateItem>[2]) =>
  send((db) => db.send(new UpdateCommand(updateItem(limitPartition(tenantId), limitKeys.call(place), change))));
