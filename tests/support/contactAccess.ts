import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../handlers/api/createContact.ts';
import { call, type Reply } from './call.ts';
import type { Service, Tenant } from './service.ts';

/** Calls an endpoint with the id of a contact, as `tenant` or, if it is missing, as the tests' own tenant. */
type Get = (id: string, tenant?: Tenant) => Promise<Reply>;

/** Registers the tests of access to an endpoint that reads one contact. */
export function testReadAccess(service: Service, get: Get): void {
  it("returns the same 404 for an unknown contact and for another tenant's contact", async () => {
    const other = await service.tenant();
    const foreign = await call(createContact, { ...other, body: { name: 'Foreign' }, method: 'POST' });
    for (const id of [foreign.body.id, randomUUID()]) {
      const { status, text, headers } = await get(id);
      expect([status, text, Object.keys(headers)]).toEqual([
        404,
        '{"error":"Contact not found"}',
        ['content-type', 'x-request-id', 'cache-control', 'ratelimit-policy', 'ratelimit'],
      ]);
    }
  });

  it('returns 400 for an id that is not a UUID', async () => {
    expect(await get('x')).toMatchObject({ status: 400, body: { error: 'id must be a UUID' } });
  });

  it('returns 403 without the scope contacts:read', async () => {
    expect(await get(randomUUID(), await service.tenant('contacts:write'))).toMatchObject({
      status: 403,
      body: { error: 'The credential lacks the scope contacts:read' },
    });
  });
}
