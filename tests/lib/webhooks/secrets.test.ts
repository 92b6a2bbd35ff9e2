import { randomUUID } from 'node:crypto';
import { removeSecret } from '../../../lib/secrets/secrets.ts';
import { createSigningSecret, webhookSecrets } from '../../../lib/webhooks/secrets.ts';
import { allowCrms } from '../../support/crm.ts';
import { passTime } from '../../support/passTime.ts';

await allowCrms();
Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });

describe('a signing secret', () => {
  it('has the form of Standard Webhooks, with 24 to 64 bytes', async () => {
    const { secret } = await createSigningSecret(randomUUID());
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
    expect((await createSigningSecret(randomUUID())).secret).not.toBe(secret);
  });

  it('is read as it was stored, the newest first and the old one up to its end, and once', async () => {
    const [current, old] = [await createSigningSecret(randomUUID()), await createSigningSecret(randomUUID())];
    const until = new Date(Date.now() + 60_000).toISOString();
    const webhook = { secrets: [{ name: current.name }, { name: old.name, until }] };
    expect(await webhookSecrets(webhook)).toEqual([current.secret, old.secret]);
    await removeSecret(current.name);
    expect(await webhookSecrets(webhook)).toEqual([current.secret, old.secret]);
    passTime(60_000);
    expect(await webhookSecrets(webhook)).toEqual([current.secret]);
  });

  it('that has been removed meanwhile makes the caller try again', async () => {
    const secrets = [{ name: `contacts-test/webhook/${randomUUID()}/x` }];
    await expect(webhookSecrets({ secrets })).rejects.toMatchObject({ code: 'unavailable' });
  });
});
