import { randomBytes, randomUUID } from 'node:crypto';
import { ContactError } from '../contacts/ContactError.ts';
import { secretPathOf } from '../contacts/secretPaths.ts';
import { validSecrets, type Webhook } from '../contacts/webhooks.ts';
import { createSecret, findSecret } from '../secrets/secrets.ts';

/**
 * Makes and stores a signing secret of a tenant, in the form of Standard Webhooks: `whsec_` and 32 random bytes in
 * base64. Throws `unavailable`.
 */
export async function createSigningSecret(
  tenantId: string,
): Promise<{ readonly name: string; readonly secret: string }> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  return { name: await createSecret(secretPathOf('webhook', tenantId, randomUUID()), { secret }), secret };
}

const cacheSize = 1000;
const cache = new Map<string, string>();

/**
 * The signing secrets of a webhook that are valid now (`whsec_...`), the newest first. They are read once: a secret
 * never changes. Throws `unavailable`.
 */
export async function webhookSecrets(webhook: Pick<Webhook, 'secrets'>): Promise<readonly string[]> {
  return Promise.all(validSecrets(webhook, Date.now()).map(({ name }) => readSecret(name)));
}

async function readSecret(name: string): Promise<string> {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const secret = (await findSecret(name))?.secret;
  // The webhook was deleted, or its secret rotated, after it was read.
  if (secret === undefined) throw new ContactError('unavailable', 'The webhook has changed. Please try again.');
  if (cache.size >= cacheSize) cache.clear();
  cache.set(name, secret);
  return secret;
}
