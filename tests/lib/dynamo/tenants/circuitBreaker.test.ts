import { randomUUID } from 'node:crypto';
import type { CircuitBreaker } from '../../../../lib/contacts/circuitBreaker.ts';
import { acquirePermit, type LookupFailure, recordOutcome } from '../../../../lib/dynamo/tenants/circuitBreaker.ts';
import {
  type CrmConnectionItem,
  findConnection,
  removeConnection,
} from '../../../../lib/dynamo/tenants/crmConnection.ts';
import { startService } from '../../../support/service.ts';
import { connect } from './someConnection.ts';

const { proxy } = await startService();

const connectWith = (breaker: CircuitBreaker): Promise<CrmConnectionItem> => connect(randomUUID(), { breaker });
const breakerOf = async ({ tenantId }: CrmConnectionItem) => (await findConnection(tenantId))?.breaker;
const failure: LookupFailure = { reason: 'unreachable', message: 'no answer' };
const minute = 60_000;

describe('acquirePermit', () => {
  it('permits every request while the circuit is closed, without one to DynamoDB', async () => {
    const connection = await connectWith({ failures: 4 });
    proxy.operations.length = 0;
    expect(await acquirePermit(connection)).toEqual({ isProbe: false });
    expect(proxy.operations).toEqual([]);
  });

  it.each<[string, CircuitBreaker]>([
    ['is open', { failures: 5, openUntil: Date.now() + minute }],
    ['is open because the credentials were rejected', { failures: 0, authFailed: true }],
  ])('permits none while the circuit %s', async (_, breaker) => {
    expect(await acquirePermit(await connectWith(breaker))).toBeUndefined();
  });

  it('permits one of several callers to probe the server after a pause', async () => {
    const connection = await connectWith({ failures: 5, openUntil: Date.now() - 1 });
    const permits = await Promise.all(Array.from({ length: 5 }, () => acquirePermit(connection)));
    expect(permits.filter((permit) => permit !== undefined)).toEqual([{ isProbe: true }]);
    const breaker = await breakerOf(connection);
    expect(breaker?.openUntil).toBeGreaterThan(Date.now());
  });

  it('permits no probe of a connection that has been replaced', async () => {
    const connection = await connectWith({ failures: 5, openUntil: Date.now() - 1 });
    await connect(connection.tenantId, { revision: 'revision-2' });
    expect(await acquirePermit(connection)).toBeUndefined();
  });
});

describe('recordOutcome', () => {
  const permit = { isProbe: false };

  it('does not write a success while the circuit is closed', async () => {
    const connection = await connectWith({ failures: 0 });
    proxy.operations.length = 0;
    await recordOutcome(connection, permit, undefined);
    expect(proxy.operations).toEqual([]);
  });

  it('closes the circuit after a success', async () => {
    const connection = await connectWith({ failures: 3, reason: 'no answer' });
    await recordOutcome(connection, permit, undefined);
    expect(await breakerOf(connection)).toEqual({ failures: 0 });
  });

  it('counts every failure, also of several at once, and opens the circuit with the fifth', async () => {
    const connection = await connectWith({ failures: 0 });
    await Promise.all([1, 2, 3, 4].map(() => recordOutcome(connection, permit, failure)));
    expect(await breakerOf(connection)).toEqual({ failures: 4, reason: 'no answer' });
    await recordOutcome(connection, permit, failure);
    expect(await breakerOf(connection)).toMatchObject({ failures: 5, openUntil: expect.any(Number) });
  });

  it('does not count a failure while the circuit is open, unless it is that of the probe', async () => {
    const openUntil = Date.now() + minute;
    const connection = await connectWith({ failures: 5, openUntil });
    await recordOutcome(connection, permit, failure);
    expect(await breakerOf(connection)).toEqual({ failures: 5, openUntil });
    await recordOutcome(connection, { isProbe: true }, failure);
    expect(await breakerOf(connection)).toMatchObject({ failures: 6 });
  });

  it('makes the pause longer where the server requests it', async () => {
    const connection = await connectWith({ failures: 0 });
    await recordOutcome(connection, permit, { ...failure, waitMilliseconds: 5 * minute });
    expect((await breakerOf(connection))?.openUntil).toBeGreaterThan(Date.now() + 4 * minute);
  });

  it('opens the circuit for good where the credentials are rejected, whatever comes after', async () => {
    const connection = await connectWith({ failures: 2 });
    await recordOutcome(connection, permit, { reason: 'auth_failed', message: 'denied' });
    const rejected = { failures: 0, authFailed: true, reason: 'denied' };
    expect(await breakerOf(connection)).toEqual(rejected);
    for (const later of [undefined, failure]) await recordOutcome(connection, permit, later);
    expect(await breakerOf(connection)).toEqual(rejected);
  });

  it('records nothing for a connection that has been replaced or removed', async () => {
    const connection = await connectWith({ failures: 0 });
    await connect(connection.tenantId, { revision: 'revision-2' });
    await recordOutcome(connection, permit, failure);
    expect(await breakerOf(connection)).toEqual({ failures: 0 });
    await removeConnection(connection.tenantId);
    await recordOutcome(connection, permit, failure);
    expect(await findConnection(connection.tenantId)).toBeUndefined();
  });
});
