import { createSecret, findSecret, removeSecret, updateSecret } from '../../../lib/secrets/secrets.ts';
import { allowCrms } from '../../support/crm.ts';
import { captureLog } from '../../support/log.ts';

const store = await allowCrms();
const logged = captureLog();
Object.assign(process.env, { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });

describe('the secret store', () => {
  it('creates, updates and removes a secret', async () => {
    const name = await createSecret('crm/t/1', { token: 'a' });
    expect([name, await findSecret(name)]).toEqual(['contacts-test/crm/t/1', { token: 'a' }]);
    await updateSecret(name, { token: 'b', value: 'c' });
    expect(await findSecret(name)).toEqual({ token: 'b', value: 'c' });
    await removeSecret(name);
    expect(await findSecret(name)).toBeUndefined();
    expect(await store.secrets()).not.toContain('crm/t/1');
  });

  it('finds nothing under an unknown name', async () => {
    expect(await findSecret('contacts-test/crm/t/none')).toBeUndefined();
  });

  it('throws `unavailable` if Secrets Manager rejects a request, but only logs a secret that it cannot remove', async () => {
    const unavailable = { code: 'unavailable', message: 'The secret store did not respond in time. Please try again.' };
    await expect(updateSecret('contacts-test/crm/t/none', { token: 'a' })).rejects.toMatchObject(unavailable);
    await removeSecret('');
    expect(logged).toMatchObject([{ level: 'error', message: 'secret not deleted', code: 'unavailable', secret: '' }]);
  });
});
