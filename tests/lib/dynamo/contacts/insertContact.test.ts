import { randomUUID } from 'node:crypto';
import { insertContact } from '../../../../lib/dynamo/contacts/insertContact.ts';
import { beforeRetry, cancelled, interceptFirst } from '../../../support/dynamoDbProxy.ts';
import { startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../../support/table.ts';
import { identity } from '../../contacts/storedContact.ts';
import { interfere, stored } from './stored.ts';

const { proxy } = await startService();

beforeEach(() => {
  proxy.intercept = () => 'pass';
});

const newContact = (tenantId: string, identities = {}) => ({
  tenantId,
  sources: { manual: {} },
  identities,
  actor: 'key:1',
  requestId: randomUUID(),
});

async function inserted(contact: ReturnType<typeof newContact>) {
  const result = await insertContact(contact);
  if (!('inserted' in result)) throw new Error('taken');
  return result.inserted;
}

describe('insertContact', () => {
  it('creates an unresolved contact of version 1, with a UUIDv7', async () => {
    const creation = newContact(randomUUID(), identity('email', 'a@one.example'));
    const contact = await inserted(creation);
    const { requestId, actor, ...parts } = creation;
    expect(contact).toEqual({
      ...parts,
      sources: { manual: {}, agent: {} },
      contactId: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/),
      resolutionStatus: 'unresolved',
      version: 1,
      writeIds: [requestId.replaceAll('-', '').slice(0, 12), '', '', ''],
      changedBy: actor,
      createdAt: contact.updatedAt,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(await stored(contact)).toEqual(contact);
  });

  it('claims all identities, and lets the claims remember messages', async () => {
    const identities = { ...identity('email', 'a@one.example'), ...identity('phone', '+15550100') };
    const creation = newContact(randomUUID(), identities);
    await insertContact({ ...creation, sighted: { 'phone#+15550100': { named: ['Anna', 1, 'x'] } } });
    const items = await readItems(creation.tenantId);
    expectClaimsToMatchIdentities(items);
    expect(items.claims['phone#+15550100']).toMatchObject({ named: ['Anna', 1, 'x'] });
    expect(items.claims['email#a@one.example']).not.toHaveProperty('named');
  });

  it('takes one request, also without an identity', async () => {
    proxy.operations.length = 0;
    await inserted(newContact(randomUUID()));
    expect(proxy.operations).toEqual(['PutItem']);
    proxy.operations.length = 0;
    await inserted(newContact(randomUUID(), identity('email', 'a@one.example')));
    expect(proxy.operations).toEqual(['TransactWriteItems']);
  });

  it('returns the first identity that another contact owns, with its claim, and creates nothing', async () => {
    const tenantId = randomUUID();
    const owner = await inserted(
      newContact(tenantId, { ...identity('phone', '+15550100'), ...identity('email', 'b@one.example') }),
    );
    const wanted = {
      ...identity('email', 'a@one.example'),
      ...identity('email', 'b@one.example'),
      ...identity('phone', '+15550100'),
    };
    expect(await insertContact(newContact(tenantId, wanted))).toMatchObject({
      taken: {
        field: 'email',
        key: 'email#b@one.example',
        claim: expect.objectContaining({ ownerId: owner.contactId }),
      },
    });
    const items = await readItems(tenantId);
    expect(items.contacts).toEqual([owner]);
    expectClaimsToMatchIdentities(items);
  });

  it.each([
    ['PutItem', {}],
    ['TransactWriteItems', identity('email', 'a@one.example')],
  ] as const)('creates one contact where the reply to %s is lost', async (operation, identities) => {
    const isLost = interceptFirst(proxy, operation, 'lose the reply');
    const contact = await inserted(newContact(randomUUID(), identities));
    expect(isLost()).toBe(true);
    const items = await readItems(contact.tenantId);
    expect(items.contacts).toEqual([contact]);
    expectClaimsToMatchIdentities(items);
  });

  it.each([
    ['PutItem', {}, 'lose the reply'],
    ['TransactWriteItems', identity('email', 'a@one.example'), { replaceReply: cancelled('TransactionConflict') }],
  ] as const)('returns the contact as others have left it before a retry of %s', async (operation, identities, fault) => {
    const creation = newContact(randomUUID(), identities);
    const isRepeated = beforeRetry(
      proxy,
      operation,
      async () => {
        const [created] = (await readItems(creation.tenantId)).contacts;
        if (created) for (const version of [2, 3, 4, 5, 6]) await interfere(created, { version });
      },
      fault,
    );
    const contact = await inserted(creation);
    expect([contact.version, isRepeated()]).toEqual([6, true]);
    expect((await readItems(creation.tenantId)).contacts).toEqual([contact]);
  });

  it('creates one contact of an identity, however many requests want it at once', async () => {
    const tenantId = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 10 }, () => insertContact(newContact(tenantId, identity('email', 'a@one.example')))),
    );
    const [winner] = results.flatMap((result) => ('inserted' in result ? [result.inserted] : []));
    expect(results.filter((result) => 'inserted' in result)).toHaveLength(1);
    for (const result of results) if ('taken' in result) expect(result.taken.claim.ownerId).toBe(winner?.contactId);
    expectClaimsToMatchIdentities(await readItems(tenantId));
  });
});
