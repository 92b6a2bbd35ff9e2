import { randomUUID } from 'node:crypto';
import { makeApiKey } from '../../../lib/auth/apiKey.ts';
import { createCallers } from '../../../lib/local/callers.ts';

const keyOf = (tenantId: string) => `Bearer ${makeApiKey('test', tenantId).text}`;

describe('callers', () => {
  it('are one for all keys of a tenant that were accepted, and another for each tenant', () => {
    const callers = createCallers();
    const [tenant, other] = [randomUUID(), randomUUID()];
    const keys = [keyOf(tenant), keyOf(tenant), keyOf(other)];
    for (const key of keys) callers.accept(key);
    const [first, second, third] = keys.map(callers.find);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('are the same for everybody without an accepted credential, also with a key that names a tenant', () => {
    const callers = createCallers();
    const tenant = randomUUID();
    const key = keyOf(tenant);
    callers.accept(key);
    callers.accept(undefined);
    const strangers = [undefined, keyOf(tenant), keyOf(randomUUID()), 'Bearer x'].map(callers.find);
    expect(new Set(strangers).size).toBe(1);
    expect(strangers).not.toContain(callers.find(key));
  });

  it('are one for each JWT, and only so many are remembered', () => {
    const callers = createCallers();
    callers.accept('Bearer a.b.c');
    callers.accept('Bearer d.e.f');
    expect(callers.find('Bearer a.b.c')).not.toBe(callers.find('Bearer d.e.f'));
    for (let n = 0; n < 2000; n++) callers.accept(`Bearer ${n}`);
    expect(callers.find('Bearer a.b.c')).toBe(callers.find(undefined));
  });
});
