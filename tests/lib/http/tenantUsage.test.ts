import { createUsage, setBounded, type Usage } from '../../../lib/http/tenantUsage.ts';
import fc from '../../support/properties.ts';

const quotas = { tenant: { size: 1000, seconds: 10 }, credential: { size: 500, seconds: 10 } };
const start = Date.UTC(2026, 10, 26);

/** What one credential sends: a number of requests a second to each of so many instances, evenly. */
type Load = { readonly credential: string; readonly instances: number; readonly perSecond: number };

/**
 * Sends loads for some seconds to instances that share the sums of a table. Returns the requests of each credential
 * that were admitted in each second, and the number of writes.
 */
function simulate(loads: readonly Load[], seconds: number, isTableAvailable = true) {
  const sums = new Map<string, Map<string, number>>();
  const instances = Array.from({ length: Math.max(...loads.map(({ instances }) => instances)) }, () =>
    createUsage(quotas, start),
  );
  const admitted = new Map(loads.map(({ credential }) => [credential, Array<number>(seconds).fill(0)]));
  const requests = loads
    .flatMap(({ credential, instances, perSecond }) =>
      Array.from({ length: instances * perSecond * seconds }, (_, i) => {
        const [instance, n] = [i % instances, Math.floor(i / instances)];
        return { credential, instance, at: start + (n * 1000) / perSecond + instance * 7 };
      }),
    )
    .sort((a, b) => a.at - b.at);
  let writes = 0;
  const report = (usage: Usage, now: number) => {
    const ended = usage.endInterval(now);
    if (ended === undefined) return;
    writes++;
    const stored = sums.get(String(ended.minute)) ?? new Map<string, number>();
    sums.set(String(ended.minute), stored);
    for (const [name, count] of ended.counts) stored.set(name, (stored.get(name) ?? 0) + count);
    ended.learn(
      isTableAvailable ? new Map([...ended.counts.keys()].map((name) => [name, stored.get(name) ?? 0])) : undefined,
    );
  };
  for (const { credential, instance, at } of requests) {
    const usage = instances[instance];
    if (usage === undefined) throw new Error('No such instance');
    report(usage, at);
    const second = admitted.get(credential);
    const n = Math.min(Math.floor((at - start) / 1000), seconds - 1);
    if (second && usage.admit(credential, at).retryAfter === 0) second[n] = (second[n] ?? 0) + 1;
  }
  const perSecond = (credential: string, from: number) => {
    const counts = admitted.get(credential)?.slice(from) ?? [];
    return counts.reduce((sum, count) => sum + count, 0) / counts.length;
  };
  return { perSecond, writes, sums };
}

describe('the usage of a tenant', () => {
  it('admits the whole quota at once, and then its rate', () => {
    const { perSecond } = simulate([{ credential: 'a', instances: 1, perSecond: 400 }], 30);
    expect(perSecond('a', 0) * 30).toBeCloseTo(500 + 30 * 50, -2);
    expect(perSecond('a', 10)).toBeCloseTo(50, 0);
  });

  it('admits everything, and writes nothing, while a caller is quiet', () => {
    const { perSecond, writes } = simulate([{ credential: 'a', instances: 5, perSecond: 1 }], 60);
    expect([perSecond('a', 0), writes]).toEqual([5, 0]);
  });

  it('keeps a credential near its rate after ten seconds, however many instances serve it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 20, max: 60 }), (instances, each) => {
        const { perSecond } = simulate([{ credential: 'a', instances, perSecond: each }], 90);
        // Shares are estimates, and those of a few requests are rough.
        expect(perSecond('a', 15)).toBeGreaterThan(50 * 0.8);
        expect(perSecond('a', 15)).toBeLessThan(50 * 1.2);
      }),
      { numRuns: 10 },
    );
  });

  it('keeps all credentials of a tenant together near its rate', () => {
    const loads = ['a', 'b', 'c', 'd'].map((credential) => ({ credential, instances: 6, perSecond: 20 }));
    const { perSecond } = simulate(loads, 60);
    const all = loads.reduce((sum, { credential }) => sum + perSecond(credential, 15), 0);
    expect(all).toBeGreaterThan(70);
    expect(all).toBeLessThan(130);
  });

  it('does not limit a credential by what another one sends, while the tenant is within its rate', () => {
    const { perSecond } = simulate(
      [
        { credential: 'flood', instances: 4, perSecond: 50 },
        { credential: 'calm', instances: 4, perSecond: 5 },
      ],
      60,
    );
    expect(perSecond('calm', 0)).toBe(20);
    expect(perSecond('flood', 15)).toBeLessThan(75);
  });

  it('writes once in five seconds for each instance that a caller keeps busy', () => {
    const { writes } = simulate([{ credential: 'a', instances: 3, perSecond: 10 }], 61);
    expect(writes).toBe(3 * 12);
  });

  it('without the table, limits each instance by itself', () => {
    const { perSecond } = simulate([{ credential: 'a', instances: 4, perSecond: 100 }], 40, false);
    expect(perSecond('a', 15)).toBeCloseTo(4 * 50, 0);
  });

  it('stores neither the names of credentials nor more than one sum for each', () => {
    const { sums } = simulate([{ credential: 'user:anna@acme.example', instances: 2, perSecond: 30 }], 20);
    for (const stored of sums.values())
      expect([...stored.keys()]).toEqual(['all', expect.stringMatching(/^[\da-f]{12}$/)]);
  });

  it('forgets its share after a pause', () => {
    const usage = createUsage(quotas, start);
    const flood = (at: number) => Array.from({ length: 200 }, () => usage.admit('a', at).retryAfter);
    flood(start);
    usage.endInterval(start + 5000)?.learn(new Map([['all', 2e4]]));
    expect(usage.admit('a', start + 5000).tenant.cost).toBeGreaterThan(50);
    flood(start + 5000);
    expect(usage.endInterval(start + 60_000)).toBeUndefined();
    expect(usage.admit('a', start + 60_000)).toMatchObject({ retryAfter: 0, tenant: { cost: 1 } });
  });

  it('says how long to wait, and admits a request then', () => {
    const usage = createUsage(quotas, start);
    for (let i = 0; i < 500; i++) usage.admit('a', start);
    const { retryAfter } = usage.admit('a', start);
    expect(retryAfter).toBe(1);
    expect(usage.admit('a', start + retryAfter * 1000).retryAfter).toBe(0);
  });
});

describe('setBounded', () => {
  it('gives a new entry the place of the oldest one', () => {
    const map = new Map<string, number>();
    for (const [n, key] of ['a', 'b', 'c'].entries()) setBounded(map, key, n, 2);
    expect([...map]).toEqual([
      ['b', 1],
      ['c', 2],
    ]);
  });
});
