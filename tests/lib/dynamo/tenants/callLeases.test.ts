import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { ContactError } from '../../../../lib/contacts/ContactError.ts';
import { limitPartition } from '../../../../lib/dynamo/table/keys.ts';
import { withCallLease } from '../../../../lib/dynamo/tenants/callLeases.ts';
import { broken, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { captureLog } from '../../../support/log.ts';
import { passTime, stopTime } from '../../../support/passTime.ts';
import { startService } from '../../../support/service.ts';

const { proxy } = await startService();
const log = captureLog();
beforeEach(() => {
  proxy.intercept = () => 'pass';
});

/** Takes a lease of a tenant, and holds it until `end` is called. */
async function hold(tenantId: string) {
  const { promise: work, resolve: end } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const ended = withCallLease(tenantId, () => {
    begin();
    return work;
  });
  await Promise.race([begun, ended]);
  return async () => {
    end();
    await ended;
  };
}

const attempt = (tenantId: string) => withCallLease(tenantId, async () => 'done').catch((error) => error);
const busy = expect.objectContaining({ code: 'calls_busy' });

describe('withCallLease', () => {
  it('does the work of two callers of a tenant at a time, and refuses a third until one has ended', async () => {
    const tenantId = randomUUID();
    const [end] = [await hold(tenantId), await hold(tenantId)];
    const refused: unknown = await attempt(tenantId);
    expect(refused).toEqual(busy);
    const { retryAfter = 0 } = refused instanceof ContactError ? refused.facts : {};
    expect([retryAfter >= 1, retryAfter <= 30]).toEqual([true, true]);
    expect(await attempt(randomUUID())).toBe('done');
    await end();
    expect(await attempt(tenantId)).toBe('done');
  });

  it('never does the work of more than two callers that come at the same time', async () => {
    const tenantId = randomUUID();
    let [running, most] = [0, 0];
    const callers = Array.from({ length: 20 }, async () => {
      while (
        (await withCallLease(tenantId, async () => {
          most = Math.max(most, ++running);
          await setImmediate();
          running--;
          return 'done';
        }).catch(({ code }) => code)) === 'calls_busy'
      );
    });
    await Promise.all(callers);
    expect([1, 2]).toContain(most);
  });

  it('ends the lease of work that fails', async () => {
    const tenantId = randomUUID();
    const fail = () => withCallLease(tenantId, () => Promise.reject(new Error('The CRM failed')));
    for (let i = 0; i < 3; i++) await expect(fail()).rejects.toThrow('The CRM failed');
  });

  it('lets the lease of a function that crashed expire after 30 seconds, for good', async () => {
    stopTime();
    const tenantId = randomUUID();
    const endLate = await hold(tenantId);
    await hold(tenantId);
    passTime(29_000);
    expect(await attempt(tenantId)).toEqual(busy);
    passTime(2000);
    await hold(tenantId);
    await hold(tenantId);
    // What was only slow must not end the lease of another caller.
    await endLate();
    expect(await attempt(tenantId)).toEqual(busy);
  });

  it('takes one lease if the reply that grants it is lost', async () => {
    const tenantId = randomUUID();
    interceptFirst(proxy, 'UpdateItem', 'lose the reply');
    await hold(tenantId);
    expect(await attempt(tenantId)).toBe('done');
  });

  it('returns the result if the lease cannot be released, and leaves it to expire', async () => {
    const tenantId = randomUUID();
    const result = withCallLease(tenantId, async () => {
      proxy.intercept = () => broken;
      return 'done';
    });
    expect(await result).toBe('done');
    expect(log).toEqual([expect.objectContaining({ message: 'lease not released', code: 'unavailable', tenantId })]);
  });

  it("writes only into the partition of the tenant's limits, two requests for each call", async () => {
    const tenantId = randomUUID();
    const partitions: string[] = [];
    proxy.intercept = (_, body) => {
      partitions.push(JSON.parse(body).Key.tenantId.S);
      return 'pass';
    };
    await attempt(tenantId);
    expect(partitions).toEqual(Array(2).fill(limitPartition(tenantId)));
  });
});
