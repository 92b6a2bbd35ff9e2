import type { Context, ScheduledEvent } from 'aws-lambda';
import { contactIdOf, type DueItem, findDue, putOff } from '../../lib/dynamo/dueResolutions.ts';
import { dueShards } from '../../lib/dynamo/keys.ts';
import { sweepContacts } from '../../lib/dynamo/sweepContacts.ts';
import { publish } from '../../lib/events/publish.ts';
import { resolutionRequested } from '../../schemas/compiled/events/resolutionRequested.js';

/** Time that is kept to end what was begun. */
const reservedMilliseconds = 10_000;
/** Who took something that is due and did not see it through is followed by the next one after this time. */
const leaseMilliseconds = 15 * 60_000;
const pageSize = 50;

/** Once a minute: what is due is looked up, and all contacts of a tenant whose connection is new become due. */
export async function handler(_event: ScheduledEvent, context: Context): Promise<void> {
  const hasTime = () => context.getRemainingTimeInMillis() > reservedMilliseconds;
  await Promise.all(dueShards.map((shard) => seeToShard(shard, hasTime)));
}

async function seeToShard(shard: string, hasTime: () => boolean): Promise<void> {
  for (let isMore = true; isMore && hasTime(); ) {
    const found = await findDue(shard, Date.now(), pageSize);
    const taken = await Promise.all(found.map((item) => putOff(item, Date.now() + leaseMilliseconds)));
    const ours = found.filter((_, i) => taken[i]);
    await publish(resolutionRequested, ours.flatMap(detailOf));
    for (const { tenantId } of ours.filter((item) => contactIdOf(item) === undefined)) await sweep(tenantId, hasTime);
    isMore = found.length === pageSize;
  }
}

function detailOf(item: DueItem): { tenantId: string; contactId: string }[] {
  const contactId = contactIdOf(item);
  return contactId === undefined ? [] : [{ tenantId: item.tenantId, contactId }];
}

async function sweep(tenantId: string, hasTime: () => boolean): Promise<void> {
  while (hasTime() && (await sweepContacts(tenantId)));
}
