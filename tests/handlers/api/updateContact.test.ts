import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { call } from '../../support/call.ts';
import { type Service, startService, type Tenant } from '../../support/service.ts';

let service: Service;
let tenant: Tenant;

beforeAll(async () => {
  service = await startService();
  tenant = await service.tenant();
});
afterAll(() => service.close());

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const patch = (id: string, body: object, headers = {}) => call(updateContact, { ...tenant, id, body, headers });

describe('PATCH /api/contacts/{id}', () => {
  it('changes only the fields in the body and answers the whole contact', async () => {
    const before = await create({ name: 'Anna Smith', email: 'anna@example.com', phone: '+4915112345678' });
    const { status, body } = await patch(before.id, { name: 'Henrik B. Larsen' });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      firstName: 'Henrik B.',
      lastName: 'Larsen',
      updatedAt: expect.not.stringMatching(before.updatedAt),
    });
    expect((await call(getContact, { ...tenant, id: before.id, method: 'GET' })).body).toEqual(body);
  });
});
