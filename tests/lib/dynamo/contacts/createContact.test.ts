import { randomUUID } from 'node:crypto';
import { createContact } from '../../../../lib/dynamo/contacts/createContact.ts';
import { interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../../support/table.ts';
import { identity } from '../../contacts/storedContact.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const create = (tenantId: string, values: object) =>
  createContact({ tenantId, values, actor: 'key:1', requestId: randomUUID() });

describe('createContact', () => {
  it('asserts what a person says, null too, and claims email and phone', async () => {
    const tenantId = randomUUID();
    const contact = await create(tenantId, {
      firstName: 'Anna',
      email: 'A@one.example',
      phone: '+15550100',
      companyName: null,
    });
    const at = expect.any(Number);
    expect(contact).toMatchObject({
      sources: {
        manual: {
          firstName: ['Anna', at, 'key:1'],
          email: ['A@one.example', at, 'key:1'],
          phone: ['+15550100', at, 'key:1'],
          companyName: [null, at, 'key:1'],
        },
      },
      identities: {
        'email#a@one.example': { kind: 'email', value: 'A@one.example' },
        ...identity('phone', '+15550100'),
      },
      changedBy: 'key:1',
    });
    const items = await readItems(tenantId);
    expect(items.contacts).toEqual([contact]);
    expectClaimsToMatchIdentities(items);
  });

  it('claims nothing for null', async () => {
    const { identities } = await create(randomUUID(), { email: null, phone: null });
    expect(identities).toEqual({});
  });

  it.each([
    ['email', { email: 'a@one.example' }],
    ['phone', { phone: '+15550100' }],
  ])('throws `identity_taken` where another contact owns the %s, and names it', async (field, said) => {
    const tenantId = randomUUID();
    const { contactId } = await create(tenantId, said);
    await expect(create(tenantId, { email: 'b@one.example', ...said })).rejects.toMatchObject({
      code: 'identity_taken',
      facts: { faults: [{ pointer: `/${field}`, message: `${field} belongs to contact ${contactId}` }] },
    });
    expect((await readItems(tenantId)).contacts).toHaveLength(1);
  });

  it('creates one contact where the reply is lost', async () => {
    const tenantId = randomUUID();
    const isLost = interceptFirst(proxy, 'TransactWriteItems', 'lose the reply');
    const contact = await create(tenantId, { email: 'a@one.example' });
    expect(isLost()).toBe(true);
    expect((await readItems(tenantId)).contacts).toEqual([contact]);
  });
});
