import { randomUUID } from 'node:crypto';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as listDuplicates } from '../../../handlers/api/listDuplicates.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as removeIdentity } from '../../../handlers/api/removeIdentity.ts';
import { handler as unmergeContact } from '../../../handlers/api/unmergeContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import type { Weight } from '../../../lib/contacts/duplicates.ts';
import { identityId } from '../../../lib/contacts/identities.ts';
import { dismissDuplicate, suggestDuplicate } from '../../../lib/dynamo/contacts/duplicates.ts';
import { call } from '../../support/call.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { reason, suggestPair } from '../../support/suggestedPair.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const readNewRecords = followStream();
let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
});

const path = '/api/contacts/duplicates';
const list = async (query = {}, as = tenant) => call(listDuplicates, { ...as, query, method: 'GET', path });
const idsOf = async (query = {}) => (await list(query)).body.data.map(({ id }: { id: string }) => id);
const create = async (body: object): Promise<string> =>
  (await call(createContact, { ...tenant, body, method: 'POST' })).body.id;

const suggest = (weight?: Weight, body?: object) => suggestPair(tenant, weight, body);

describe('GET /api/contacts/duplicates', () => {
  it('returns a pair with both contacts, its reasons and what they weigh', async () => {
    await readNewRecords();
    const [older, newer] = [
      await create({ name: 'Anna Schmidt', companyName: 'Acme' }),
      await create({ name: 'Anna Schmitt', companyName: 'Acme' }),
    ];
    await deliverRecords(projectChange, await readNewRecords());
    await suggestDuplicate(tenant.tenantId, newer, { otherId: older, reason, weight: 'strong' });
    const nothing = { weight: 'weak', value: null, since: null, by: null };
    const { status, body } = await list();
    expect([status, body]).toMatchObject([
      200,
      {
        data: [
          {
            id: `${older}.${newer}`,
            weight: 'strong',
            score: 16.5,
            reasons: [
              {
                field: 'email',
                weight: 'strong',
                value: 'anna@one.example',
                since: '2026-11-23T09:30:00.000Z',
                by: 'conversation:c-1',
                score: null,
              },
              { ...nothing, field: 'firstName', score: 7 },
              { ...nothing, field: 'lastName', score: 6 },
              { ...nothing, field: 'companyName', score: 3.5 },
            ],
            contacts: [
              { id: older, lastName: 'Schmidt' },
              { id: newer, lastName: 'Schmitt' },
            ],
          },
        ],
      },
    ]);
    expect(Object.keys(body)).toEqual(['data']);
  });

  it('lists strong pairs first, once each, in pages without gaps and duplicates', async () => {
    const all: { weight: Weight; id: string }[] = [];
    for (const weight of ['weak', 'strong', 'weak', 'strong', 'weak'] as const)
      all.push({ weight, id: (await suggest(weight)).join('.') });
    const [first] = all;
    const [one = '', other = ''] = first?.id.split('.') ?? [];
    // A pair that becomes strong is listed there only.
    await suggestDuplicate(tenant.tenantId, one, {
      otherId: other,
      reason: { ...reason, field: 'chat' },
      weight: 'strong',
    });
    const expected = [0, 1, 3, 2, 4].map((n) => all[n]?.id);
    expect(await idsOf()).toEqual(expected);
    for (const limit of ['1', '2', '5']) {
      const pages = [];
      let query: object = { limit };
      for (let next: string | undefined = ''; next !== undefined; query = { limit, cursor: next }) {
        const { body } = await list(query);
        expect(body.data.length).toBeLessThanOrEqual(Number(limit));
        pages.push(...body.data.map(({ id }: { id: string }) => id));
        next = body.nextCursor;
      }
      expect(pages).toEqual(expected);
    }
  });

  it('goes on behind many places that do not count', async () => {
    const ids = [];
    for (let n = 0; n < 13; n++) ids.push(await suggest());
    for (const [one] of ids.slice(0, 12)) await setAttributes(tenant.tenantId, one, { mergedInto: randomUUID() });
    const { body } = await list({ limit: '1' });
    expect([body.data, typeof body.nextCursor]).toEqual([[], 'string']);
    expect((await list({ limit: '1', cursor: body.nextCursor })).body.data).toMatchObject([{ id: ids[12]?.join('.') }]);
    const { body: whole } = await list();
    expect([whole.data.length, whole.nextCursor]).toEqual([1, undefined]);
  });

  it('leaves out a pair of which one is merged, until it is not any more', async () => {
    const [one, other] = await suggest();
    await setAttributes(tenant.tenantId, other, { mergedInto: one });
    expect(await idsOf()).toEqual([]);
    await suggest();
    expect(await idsOf()).toHaveLength(1);
  });

  it('leaves out a contact into which one was merged that a person dismissed beside the other, until it is not any more', async () => {
    const [known, other] = await suggest();
    const survivor = await create({ name: 'Anna' });
    await dismissDuplicate(tenant.tenantId, [known, other], [1, 'key:1']);
    await suggestDuplicate(tenant.tenantId, survivor, { otherId: known, reason, weight: 'strong' });
    expect(await idsOf()).toHaveLength(1);
    const change = (action: 'merge' | 'unmerge') => {
      const handler = action === 'merge' ? mergeContacts : unmergeContact;
      const target = { id: survivor, method: 'POST', path: `/api/contacts/${survivor}/${action}` };
      return call(handler, { ...tenant, ...target, body: { duplicateId: other } });
    };
    expect((await change('merge')).status).toBe(200);
    expect(await idsOf()).toEqual([]);
    expect((await change('unmerge')).status).toBe(200);
    expect(await idsOf()).toHaveLength(1);
  });

  it('leaves out contacts that a person split, whatever is stored of them', async () => {
    const email = 'anna@one.example';
    const [one, other] = await suggest('strong', { email });
    const identity = { identityId: identityId(`email#${email}`) };
    await call(removeIdentity, { ...tenant, id: one, params: identity, method: 'DELETE' });
    expect(await idsOf()).toHaveLength(1);
    const identities = { [`email#${email}`]: { kind: 'email', value: email, verified: [1, 'message:1'] } };
    await setAttributes(tenant.tenantId, other, { identities });
    expect(await idsOf()).toEqual([]);
  });

  it('shows an agent, and nobody of another tenant, the pairs of a tenant', async () => {
    await suggest();
    const apiKey = await addApiKey(tenant.tenantId, ['contacts:read'], { kind: 'agent' });
    expect((await list({}, { ...tenant, apiKey })).body.data).toHaveLength(1);
    expect((await list({}, await service.tenant())).body).toEqual({ data: [] });
    expect(await list({}, await service.tenant('contacts:write'))).toMatchObject({ status: 403 });
  });

  it.each([
    [{ limit: '0' }, /limit/],
    [{ cursor: 'x' }, /cursor/],
    [{ weight: 'strong' }, /weight/],
  ])('returns 400 for the query %j', async (query, sentence) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { error: expect.stringMatching(sentence) } });
  });
});
