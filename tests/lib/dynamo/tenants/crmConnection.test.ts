import { randomUUID } from 'node:crypto';
import {
  findConnection,
  getConnection,
  putConnection,
  recordOnConnection,
  removeConnection,
} from '../../../../lib/dynamo/tenants/crmConnection.ts';
import { interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { connect, someConnection } from './someConnection.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

describe('a connection', () => {
  it('is new with a closed circuit, and its tenant has a backlog that is due', () => {
    const connection = someConnection(randomUUID());
    expect(connection).toMatchObject({
      contactId: '#crm',
      breaker: { failures: 0 },
      dueShard: 'crm',
      dueAt: connection.changedAt,
      changedBy: 'key:1',
    });
  });

  it('is found once it is put, by its tenant', async () => {
    const tenantId = randomUUID();
    expect(await findConnection(tenantId)).toBeUndefined();
    await expect(getConnection(tenantId)).rejects.toMatchObject({ code: 'crm_connection_not_found' });
    const connection = someConnection(tenantId);
    expect(await putConnection(connection)).toBeUndefined();
    expect(await findConnection(tenantId)).toEqual(connection);
    expect(await getConnection(tenantId)).toEqual(connection);
    expect(await findConnection(randomUUID())).toBeUndefined();
  });

  it('replaces the one before as a whole, which is returned', async () => {
    const tenantId = randomUUID();
    const before = await connect(tenantId, { secretName: 'secret' });
    const after = someConnection(tenantId, 'revision-2');
    expect(await putConnection(after)).toEqual(before);
    expect(await findConnection(tenantId)).toEqual(after);
  });

  it('is put where the reply is lost, and is not returned as one that it replaces', async () => {
    const connection = someConnection(randomUUID());
    const isLost = interceptFirst(proxy, 'PutItem', 'lose the reply');
    expect(await putConnection(connection)).toBeUndefined();
    expect(isLost()).toBe(true);
    expect(await findConnection(connection.tenantId)).toEqual(connection);
  });

  it('is removed, and returned, also where the reply is lost', async () => {
    const tenantId = randomUUID();
    await expect(removeConnection(tenantId)).rejects.toMatchObject({ code: 'crm_connection_not_found' });
    for (const fate of ['pass', 'lose the reply'] as const) {
      const connection = await connect(tenantId);
      interceptFirst(proxy, 'DeleteItem', fate);
      expect(await removeConnection(tenantId)).toEqual(connection);
      expect(await findConnection(tenantId)).toBeUndefined();
    }
  });
});

describe('recordOnConnection', () => {
  const breaker = { failures: 1, reason: 'no answer' };

  it('keeps what was found out', async () => {
    const connection = await connect(randomUUID());
    const serverProtocol = { protocol: 'modern', at: 5 } as const;
    expect(await recordOnConnection(connection, { serverProtocol })).toBe(true);
    expect(await recordOnConnection(connection, { breaker })).toBe(true);
    expect(await findConnection(connection.tenantId)).toEqual({ ...connection, serverProtocol, breaker });
  });

  it('keeps nothing for a connection that has been replaced or removed, or whose circuit has changed', async () => {
    const connection = await connect(randomUUID());
    const { tenantId } = connection;
    expect(await recordOnConnection({ ...connection, revision: 'another' }, { breaker })).toBe(false);
    expect(await recordOnConnection({ ...connection, breaker }, { breaker })).toBe(false);
    expect(await findConnection(tenantId)).toEqual(connection);
    await removeConnection(tenantId);
    expect(await recordOnConnection(connection, { breaker })).toBe(false);
    expect(await findConnection(tenantId)).toBeUndefined();
  });
});
