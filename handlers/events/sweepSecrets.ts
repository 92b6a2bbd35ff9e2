import { ownerOfSecret, secretPathsOf } from '../../lib/contacts/secretPaths.ts';
import { findConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { consumeSchedule } from '../../lib/events/consumeSchedule.ts';
import { logger } from '../../lib/logger.ts';
import { listSecrets, removeSecret, type StoredSecret } from '../../lib/secrets/secrets.ts';

/**
 * A request stores the name of its secret within seconds. But Lambda may freeze a function in the middle of a request,
 * and lets it continue when it is called again.
 */
const minAgeMilliseconds = 86_400_000;

/** Once a day: removes the secrets that no connection names. A PUT or DELETE that did not reach its end left them. */
export const handler = consumeSchedule(async () => {
  const newest = Date.now() - minAgeMilliseconds;
  for await (const page of listSecrets(secretPathsOf('crm'))) {
    await Promise.all(page.filter(({ createdAt }) => createdAt < newest).map(removeUnlessNamed));
  }
});

/** A name is used once, so no connection will name a secret of this age that none names now. */
async function removeUnlessNamed({ name, path }: StoredSecret): Promise<void> {
  const tenantId = ownerOfSecret('crm', path);
  if (tenantId === undefined) return;
  const connection = await findConnection(tenantId);
  if (connection?.secretName === name) return;
  logger.info('unused secret found', { tenantId });
  await removeSecret(name);
}
