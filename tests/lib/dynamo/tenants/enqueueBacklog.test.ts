import { randomUUID } from 'node:crypto';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { uuidV7 } from '../../../../lib/contacts/uuid.ts';
import { findResolution, setDue } from '../../../../lib/dynamo/resolution/resolution.ts';
import { findConnection } from '../../../../lib/dynamo/tenants/crmConnection.ts';
import { enqueueBacklog } from '../../../../lib/dynamo/tenants/enqueueBacklog.ts';
import { beforeFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { setAttributes } from '../../../support/table.ts';
import { identity, verifiedAt } from '../../contacts/storedContact.ts';
import { connect } from './someConnection.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const withEmail = { sources: { manual: {} }, identities: identity('email', 'a@one.example', verifiedAt(1)) };

/** Contacts of a tenant, in the order of their creation. */
async function contacts(tenantId: string, all: readonly Partial<StoredContact>[]): Promise<string[]> {
  const ids = all.map((_, i) => uuidV7(1000 * i));
  const attributes = (i: number) => ({
    resolutionStatus: 'unresolved',
    ...withEmail,
    ...all[i],
  });
  await Promise.all(ids.map((id, i) => setAttributes(tenantId, id, attributes(i))));
  return ids;
}

const dueTimes = async (tenantId: string, ids: readonly string[]) =>
  (await Promise.all(ids.map((id) => findResolution(tenantId, id)))).map(
    (found) => found?.dueAt && Date.parse(found.dueAt),
  );

describe('enqueueBacklog', () => {
  it('makes contacts due of which the CRM has stated nothing, half a second apart, and no others', async () => {
    const { tenantId } = await connect(randomUUID());
    const ids = await contacts(tenantId, [
      {},
      { identities: {} },
      { mergedInto: 'another' },
      { resolutionStatus: 'manually_resolved', externalRef: '1', mergedInto: 'another' },
      { resolutionStatus: 'manually_resolved', externalRef: '2', sources: { manual: {} } },
      {},
    ]);
    const now = Date.now();
    expect(await enqueueBacklog(tenantId)).toBe(false);
    const [first, ...others] = await dueTimes(tenantId, ids);
    expect(first).toBeGreaterThanOrEqual(now);
    expect(others).toEqual([undefined, undefined, undefined, Number(first) + 500, Number(first) + 1000]);
    const linked = await findResolution(tenantId, String(ids[4]));
    expect(linked).toMatchObject({ dueShard: expect.stringMatching(/^refresh-/) });
    const connection = await findConnection(tenantId);
    for (const name of ['dueAt', 'dueShard', 'enqueuedTo', 'enqueuedUntil'])
      expect(connection).not.toHaveProperty(name);
  });

  it('spreads linked contacts over a month of which the CRM has stated something, and postpones none', async () => {
    const { tenantId } = await connect(randomUUID());
    const crm = { companyName: ['Acme', 1, 'crm:x'] } as const;
    const linked = { resolutionStatus: 'crm_resolved', externalRef: '1', sources: { manual: {}, crm } } as const;
    const ids = await contacts(tenantId, Array(40).fill(linked));
    const now = Date.now();
    await setDue(tenantId, String(ids[0]), now - 1000, 'refresh');
    await enqueueBacklog(tenantId);
    const [overdue, ...times] = (await dueTimes(tenantId, ids)).map(Number);
    expect(overdue).toBe(now - 1000);
    const days = times.map((time) => (time - now) / 86_400_000);
    expect([Math.min(...days) >= 0, Math.max(...days) < 30.1]).toEqual([true, true]);
    expect(Math.max(...days) - Math.min(...days)).toBeGreaterThan(10);
  });

  it('goes on page by page, each contact half a second after the one before', async () => {
    const { tenantId } = await connect(randomUUID());
    const ids = await contacts(tenantId, Array(60).fill({}));
    expect(await enqueueBacklog(tenantId)).toBe(true);
    expect(await findConnection(tenantId)).toMatchObject({ enqueuedTo: ids[49], enqueuedUntil: expect.any(Number) });
    expect(await enqueueBacklog(tenantId)).toBe(false);
    const [first, ...others] = await dueTimes(tenantId, ids);
    expect(others).toEqual(others.map((_, i) => Number(first) + 500 * (i + 1)));
    expect(await enqueueBacklog(tenantId)).toBe(false);
    expect(await dueTimes(tenantId, ids)).toEqual([first, ...others]);
  });

  it('does nothing without a connection whose backlog is due', async () => {
    const tenantId = randomUUID();
    const ids = await contacts(tenantId, [{}]);
    expect(await enqueueBacklog(tenantId)).toBe(false);
    expect(await dueTimes(tenantId, ids)).toEqual([undefined]);
  });

  it('stops where the connection is replaced meanwhile, and leaves the new one its whole backlog', async () => {
    const { tenantId } = await connect(randomUUID());
    await contacts(tenantId, Array(60).fill({}));
    beforeFirst(proxy, 'Query', () => connect(tenantId, { revision: 'revision-2' }));
    expect(await enqueueBacklog(tenantId)).toBe(false);
    const connection = await findConnection(tenantId);
    expect(connection).toMatchObject({ revision: 'revision-2', dueAt: expect.any(String) });
    expect(connection).not.toHaveProperty('enqueuedTo');
  });

  it('lets one of two that run at once go on', async () => {
    const { tenantId } = await connect(randomUUID());
    await contacts(tenantId, Array(60).fill({}));
    const results = await Promise.all([enqueueBacklog(tenantId), enqueueBacklog(tenantId)]);
    expect(results.filter(Boolean)).toHaveLength(1);
  });
});
