import { ownerOfSecret, type SecretKind, secretKinds, secretPathsOf } from '../../lib/contacts/secretPaths.ts';
import { validSecrets } from '../../lib/contacts/webhooks.ts';
import { findConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { listWebhooks } from '../../lib/dynamo/webhooks/webhooks.ts';
import { consumeSchedule } from '../../lib/events/consumeSchedule.ts';
import { logger } from '../../lib/logger.ts';
import { listSecrets, removeSecret, type StoredSecret } from '../../lib/secrets/secrets.ts';

/**
 * A request stores the name of its secret within seconds. But Lambda may freeze a function in the middle of a request,
 * and lets it continue when it is called again.
 */
const minAgeMilliseconds = 86_400_000;

/**
 * Once a day: removes the secrets that neither a connection nor a webhook names. A request that did not reach its end
 * left them, and the rotation of a webhook's secret, when the old one is no longer valid.
 */
export const handler = consumeSchedule(async () => {
  const newest = Date.now() - minAgeMilliseconds;
  for (const kind of secretKinds)
    for await (const page of listSecrets(secretPathsOf(kind)))
      await Promise.all(
        page.filter(({ createdAt }) => createdAt < newest).map((secret) => removeUnlessNamed(kind, secret)),
      );
});

/** By kind: the names of the secrets that a tenant uses. */
const namesOf: Readonly<Record<SecretKind, (tenantId: string) => Promise<readonly (string | undefined)[]>>> = {
  crm: async (tenantId) => [(await findConnection(tenantId))?.secretName],
  webhook: async (tenantId) =>
    (await listWebhooks(tenantId)).flatMap((webhook) => validSecrets(webhook, Date.now()).map(({ name }) => name)),
};

/** A name is used once, so nothing will name a secret of this age that nothing names now. */
async function removeUnlessNamed(kind: SecretKind, { name, path }: StoredSecret): Promise<void> {
  const tenantId = ownerOfSecret(kind, path);
  if (tenantId === undefined) return;
  if ((await namesOf[kind](tenantId)).includes(name)) return;
  logger.info('unused secret found', { tenantId });
  await removeSecret(name);
}
