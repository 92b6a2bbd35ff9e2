import { setTimeout as pause } from 'node:timers/promises';
import { findDue } from '../../lib/dynamo/resolution/dueItems.ts';
import { settingsShard } from '../../lib/dynamo/table/indexes.ts';
import { sweepContacts } from '../../lib/dynamo/tenants/sweepContacts.ts';
import { consumeSchedule } from '../../lib/events/consumeSchedule.ts';
import { logger } from '../../lib/logger.ts';

/** How long a run may begin pages. The next run continues where it ends. */
const runMilliseconds = 45_000;
/**
 * A tenant's pages of 100 contacts are at least so far apart, so that their changes do not crowd out its other writes.
 */
const pageMilliseconds = 500;
const tenantsAtOnce = 4;

/**
 * Once a minute: applies the settings that tenants have replaced to the companies of their contacts, page by page, and
 * each tenant's page in turn.
 */
export const handler = consumeSchedule(async () => {
  const end = Date.now() + runMilliseconds;
  const due = await findDue(settingsShard, Date.now());
  let tenants = due.map(({ tenantId }) => tenantId);
  while (tenants.length > 0) {
    const next = Date.now() + pageMilliseconds;
    tenants = await sweepAll(tenants, end);
    if (tenants.length > 0) await pause(next - Date.now());
  }
});

/** Sweeps one page of each tenant, as long as there is time, and returns the tenants that have more. */
async function sweepAll(tenants: readonly string[], end: number): Promise<string[]> {
  const unfinished: string[] = [];
  for (let i = 0; i < tenants.length && Date.now() < end; i += tenantsAtOnce) {
    const batch = tenants.slice(i, i + tenantsAtOnce);
    const outcomes = await Promise.allSettled(batch.map(sweepContacts));
    for (const [place, outcome] of outcomes.entries()) {
      // What failed is still due in the next run.
      if (outcome.status === 'rejected') logger.failure('sweep failed', outcome.reason, { tenantId: batch[place] });
      else if (outcome.value) unfinished.push(...batch.slice(place, place + 1));
    }
  }
  return unfinished;
}
