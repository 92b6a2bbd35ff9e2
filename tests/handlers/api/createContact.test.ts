import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';

const service = await startService();
const tenant = await service.tenant();

const create = (body: object, as = tenant) => call(createContact, { ...as, body, method: 'POST' });

describe('POST /api/contacts', () => {
  it('returns the new contact with its path and etag', async () => {
    const { status, headers, body } = await create({
      name: 'Anna Smith',
      email: 'anna@example.com',
      phone: '+4915112345678',
    });
    expect([status, headers.location, headers.etag]).toEqual([201, `/api/contacts/${body.id}`, '"1"']);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      tenantId: tenant.tenantId,
      externalRef: null,
      resolutionStatus: 'unresolved',
      firstName: 'Anna',
      lastName: 'Smith',
      email: 'anna@example.com',
      phone: '+4915112345678',
      companyName: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: body.createdAt,
    });
    expect((await call(getContact, { ...tenant, id: body.id, method: 'GET' })).body).toEqual(body);
  });

  it.each([
    { firstName: 'Anna' },
    { lastName: 'Smith' },
    { email: 'only@example.com' },
    { phone: '+15552001' },
  ])('creates a contact from %j alone', async (body) => {
    const answer = await create(body);
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining(body)]);
  });

  it.each([{}, { companyName: 'Acme' }])('returns 400 for %j and names the required fields', async (body) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toBe('the body must have at least one of name, firstName, lastName, email, phone');
  });

  it('returns 409 and names the owner of a taken email or phone, and claims no other address', async () => {
    const { body: owner } = await create({ email: 'held@example.com', phone: '+15552002' });
    for (const [field, value] of [
      ['email', 'HELD@example.com'],
      ['phone', '+15552002'],
    ] as const) {
      const other = field === 'email' ? { phone: '+15552003' } : { email: 'free@example.com' };
      const { status, body } = await create({ ...other, [field]: value });
      expect([status, body]).toEqual([409, { error: `${field} belongs to contact ${owner.id}` }]);
      expect((await create(other)).status).toBe(201);
    }
  });

  it('creates one contact if fifty requests with one email are concurrent, and returns 409 to the others', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create({ email: 'fifty@example.com' })));
    const created = answers.filter(({ status }) => status === 201);
    expect(created).toHaveLength(1);
    const others = answers.filter(({ status }) => status === 409);
    expect(others).toHaveLength(49);
    expect(new Set(others.map(({ body }) => body.error))).toEqual(
      new Set([`email belongs to contact ${created[0]?.body.id}`]),
    );
  });

  it('creates a contact in each of two tenants that use the same email', async () => {
    const other = await service.tenant();
    const ids = [
      (await create({ email: 'both@example.com' })).body.id,
      (await create({ email: 'both@example.com' }, other)).body.id,
    ];
    const query = { email: 'both@example.com' };
    const found = [tenant, other].map((as) => call(listContacts, { ...as, method: 'GET', query }));
    expect((await Promise.all(found)).map(({ body }) => body.data.map(({ id }: { id: string }) => id))).toEqual(
      ids.map((id) => [id]),
    );
  });

  it('returns 415 for a JSON merge patch', async () => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    expect((await call(createContact, { ...tenant, body: { name: 'X' }, headers, method: 'POST' })).status).toBe(415);
  });

  it('returns 403 without the scope contacts:write', async () => {
    expect(await create({ name: 'Anna' }, await service.tenant('contacts:read'))).toMatchObject({
      status: 403,
      body: { error: 'The credential lacks the scope contacts:write' },
    });
  });
});
