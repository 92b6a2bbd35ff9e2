import { findConnection, recordOnConnection } from '../../../lib/dynamo/tenants/crmConnection.ts';
import { onToolCalls, withResult, withStatus } from '../../lib/crm/servers/faultyServer.ts';
import { startCrmEndpoints } from '../../support/crmEndpoints.ts';
import { until } from '../../support/until.ts';

const { server, faulty, tenantId, useTenant, put, get, test } = await startCrmEndpoints();

describe('POST /api/crm-connection/test', () => {
  it.each([
    [{ email: 'ANNA@example.com' }, 'match', ['crm-1']],
    [{ email: 'shared@example.com' }, 'ambiguous', ['crm-2', 'crm-3']],
    [{ email: 'nobody@example.com' }, 'nobody', []],
    // The lookup by email finds a match, so there is no lookup by phone.
    [{ email: 'anna@example.com', phone: '+49301234567' }, 'match', ['crm-1']],
    [{ email: 'nobody@example.com', phone: '+49301234567' }, 'ambiguous', ['crm-1', 'crm-2', 'crm-3']],
  ])('looks %j up with the outcome %s', async (addresses, outcome, refs) => {
    await put({ url: server.url, auth: { type: 'none' } });
    const { status, body } = await test(addresses);
    expect([status, body.outcome]).toEqual([200, outcome]);
    expect(body.matches.map(({ externalRef }: { externalRef: string }) => externalRef)).toEqual(refs);
  });

  it('returns the records that do not match as others', async () => {
    const returning = (...found: object[]) =>
      onToolCalls(withResult({ content: [{ type: 'text', text: JSON.stringify(found) }] }));
    faulty.fate = returning();
    await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }],
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    faulty.fate = returning({ id: 'like', email: 'anna@other.example' }, { id: 'same', email: 'anna@example.com' });
    const { body } = await test({ email: 'anna@example.com' });
    expect(body).toMatchObject({
      outcome: 'match',
      matches: [{ externalRef: 'same' }],
      others: [{ externalRef: 'like' }],
    });
  });

  it('responds with 422 if the server fails, and with 400 if no lookup applies', async () => {
    faulty.fate = onToolCalls(withResult({ content: [{ type: 'text', text: '[]' }] }));
    await put({
      url: faulty.url,
      auth: { type: 'none' },
      lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }],
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    });
    faulty.fate = withStatus(500);
    expect((await test({ email: 'anna@example.com' })).status).toBe(422);
    expect(await test({ phone: '+49301234567' })).toMatchObject({
      status: 400,
      body: { error: 'the connection has no lookup for this address' },
    });
  });

  it('responds with 429 to a third call at the same time, as a PUT does, without calling the CRM', async () => {
    const connection = {
      url: faulty.url,
      auth: { type: 'none' },
      lookups: [{ by: 'email', tool: 'hello', args: { email: '{{email}}' } }],
      result: { from: 'text', items: '$', map: { externalRef: 'id', emails: 'email' } },
    };
    faulty.fate = onToolCalls(withResult({ content: [{ type: 'text', text: '[]' }] }));
    expect((await put(connection)).status).toBe(200);
    const silent: (() => void)[] = [];
    faulty.fate = (...request) => silent.push(() => withStatus(500)(...request));
    const address = { email: 'anna@example.com' };
    const inProgress = [test(address), put(connection)];
    await until(() => silent.length === 2);
    for (const third of [await test(address), await put(connection)])
      expect(third).toMatchObject({
        status: 429,
        body: { error: 'Two requests already call servers of the tenant. Please try again later.' },
        headers: { 'retry-after': expect.stringMatching(/^[1-9]\d?$/) },
      });
    expect(silent).toHaveLength(2);
    faulty.fate = withStatus(500);
    for (const respond of silent) respond();
    expect((await Promise.all(inProgress)).map(({ status }) => status)).toEqual([422, 422]);
    expect((await test(address)).status).toBe(422);
  });

  it('closes the circuit breaker if it succeeds', async () => {
    await put({ url: server.url, auth: { type: 'none' } });
    const item = await findConnection(tenantId());
    const breaker = { failures: 5, openUntil: Date.now() + 60_000, reason: 'down' };
    if (item) await recordOnConnection(item, { breaker });
    expect((await get()).body).toMatchObject({ status: 'failing', reason: 'down' });
    await test({ email: 'anna@example.com' });
    expect((await get()).body).toMatchObject({ status: 'ok', reason: null, retryAt: null });
  });

  it('responds with 400 to an empty body, and with 404 without a connection', async () => {
    expect(await test({})).toMatchObject({
      status: 400,
      body: { error: 'the body must have at least one of email, phone' },
    });
    expect((await test({ email: 'anna@example.com' })).status).toBe(404);
  });

  it('requires the scope crm:manage', async () => {
    await useTenant('contacts:read', 'contacts:write', 'settings:manage');
    expect((await test({ email: 'a@b.de' })).status).toBe(403);
  });
});
