import { randomUUID } from 'node:crypto';
import { handler as sweepSecrets } from '../../../handlers/events/sweepSecrets.ts';
import { newWebhook } from '../../../lib/contacts/webhooks.ts';
import { findConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { createWebhook } from '../../../lib/dynamo/webhooks/webhooks.ts';
import { createSecret, findSecret } from '../../../lib/secrets/secrets.ts';
import { startCrmEndpoints } from '../../support/crmEndpoints.ts';
import { broken, type DynamoDbProxy, type Interception, startDynamoDbProxy } from '../../support/dynamoDbProxy.ts';
import { captureLog } from '../../support/log.ts';
import { passTime } from '../../support/passTime.ts';
import { asFunction } from '../../support/roles.ts';

const { service, crm, server, tenantId, put, remove } = await startCrmEndpoints();
const logged = captureLog();
const secretStore = await startDynamoDbProxy(process.env.SECRETS_ENDPOINT ?? '');
process.env.SECRETS_ENDPOINT = secretStore.url;
afterAll(() => secretStore.close());

const day = 86_400_000;
const sweep = () =>
  asFunction(sweepSecrets, () => sweepSecrets({ id: randomUUID(), 'detail-type': 'Scheduled Event' }));
const connect = (token: string) => put({ url: server.url, auth: { type: 'bearer', token } });
/** The names of the tenant's secrets in the store. */
const names = async (): Promise<string[]> => {
  const stored: { name: string }[] = JSON.parse(await crm.secrets());
  return stored.map(({ name }) => name).filter((name) => name.includes(tenantId()));
};
const named = async () => [(await findConnection(tenantId()))?.secretName].filter((name) => name !== undefined);

/** Makes every request of an operation fail, until the returned function is called. */
function failAlways(proxy: DynamoDbProxy, failing: string, interception: Interception): () => void {
  proxy.intercept = (operation) => (operation === failing ? interception : 'pass');
  return () => {
    proxy.intercept = () => 'pass';
  };
}

describe('sweepSecrets', () => {
  describe.each<[string, Interception]>([
    ['never arrives', broken],
    ['arrives, but its reply is lost', 'lose the reply'],
  ])('after a request of which one step %s', (_, interception) => {
    it.each<[string, DynamoDbProxy, string, () => Promise<unknown>]>([
      ['the new secret of a PUT', secretStore, 'CreateSecret', () => connect('second')],
      ['the new connection of a PUT', service.proxy, 'PutItem', () => connect('second')],
      ['the previous secret of a PUT', secretStore, 'DeleteSecret', () => connect('second')],
      ['the connection of a DELETE', service.proxy, 'DeleteItem', remove],
      ['the secret of a DELETE', secretStore, 'DeleteSecret', remove],
    ])('keeps exactly what the connection names, if the step is about %s', async (_, proxy, operation, request) => {
      await connect('first');
      const recover = failAlways(proxy, operation, interception);
      await request();
      recover();
      logged.length = 0;

      const left = await names();
      await sweep();
      expect(await names()).toEqual(left);
      passTime(day + 60_000);
      await sweep();
      expect(await names()).toEqual(await named());
      const removed = left.length - (await named()).length;
      expect(logged).toEqual(
        Array(removed).fill(expect.objectContaining({ message: 'unused secret found', tenantId: tenantId() })),
      );
      const [name] = await named();
      if (name !== undefined) expect(await findSecret(name)).toEqual({ token: expect.stringMatching(/first|second/) });
      expect((await connect('third')).status).toBe(200);
      expect(await names()).toEqual(await named());
    });
  });

  it('finds the secrets on every page, and removes no others', async () => {
    const others = await Promise.all(
      ['crm/legacy', 'webhooks/a/b', 'webhook/c'].map((path) => createSecret(path, { token: 'a' })),
    );
    await Promise.all(Array.from({ length: 45 }, (_, i) => createSecret(`crm/${tenantId()}/${i}`, { token: 'a' })));
    await connect('first');
    expect(await names()).toHaveLength(46);
    passTime(day + 60_000);
    await sweep();
    expect(await names()).toEqual(await named());
    for (const name of others) expect(await findSecret(name)).toEqual({ token: 'a' });
  });

  it('keeps the secrets of webhooks that are valid, and removes those of none, and those that have ended', async () => {
    const secrets = await Promise.all(
      Array.from({ length: 4 }, () => createSecret(`webhook/${tenantId()}/${randomUUID()}`, { secret: 'whsec_a' })),
    );
    const [current = '', old = '', ended = ''] = secrets;
    const webhook = newWebhook({ tenantId: tenantId(), url: 'https://hooks.example' }, current, 'key:1', Date.now());
    const until = (days: number) => new Date(Date.now() + days * day).toISOString();
    const before = [
      { name: old, until: until(2) },
      { name: ended, until: until(1) },
    ];
    await createWebhook({ ...webhook, secrets: [...webhook.secrets, ...before] });
    await sweep();
    expect((await names()).toSorted()).toEqual(secrets.toSorted());
    passTime(day + 60_000);
    await sweep();
    expect((await names()).toSorted()).toEqual([current, old].toSorted());
  });

  it('leaves a secret that cannot be removed to the next run', async () => {
    await createSecret(`crm/${tenantId()}/1`, { token: 'a' });
    passTime(day + 60_000);
    const recover = failAlways(secretStore, 'DeleteSecret', broken);
    await sweep();
    recover();
    expect(await names()).toHaveLength(1);
    await sweep();
    expect(await names()).toEqual([]);
  });
});
