import { randomUUID } from 'node:crypto';
import { handler as dismissDuplicate } from '../../../handlers/api/dismissDuplicate.ts';
import { handler as listDuplicates } from '../../../handlers/api/listDuplicates.ts';
import { suggestDuplicate } from '../../../lib/dynamo/contacts/duplicates.ts';
import { call } from '../../support/call.ts';
import { addApiKey, startService } from '../../support/service.ts';
import { reason, suggestPair } from '../../support/suggestedPair.ts';

const service = await startService();
let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
});

const path = '/api/contacts/duplicates';
const dismiss = (id: string, as = tenant) =>
  call(dismissDuplicate, { ...as, id, method: 'DELETE', path: `${path}/${id}` });
const idsOf = async () =>
  (await call(listDuplicates, { ...tenant, method: 'GET', path })).body.data.map(({ id }: { id: string }) => id);

describe('DELETE /api/contacts/duplicates/{id}', () => {
  it.each([
    ['as it is listed', (one: string, other: string) => `${one}.${other}`],
    ['in the other order and in capitals', (one: string, other: string) => `${other}.${one}`.toUpperCase()],
  ])('dismisses a pair for good, by its id %s', async (_, idOf) => {
    const [one, other] = await suggestPair(tenant);
    for (let n = 0; n < 2; n++) expect(await dismiss(idOf(one, other))).toMatchObject({ status: 204, text: '' });
    for (const [contactId, otherId] of [[one, other] as const, [other, one] as const])
      await suggestDuplicate(tenant.tenantId, contactId, {
        otherId,
        reason: { ...reason, field: 'externalRef' },
        weight: 'strong',
      });
    expect(await idsOf()).toEqual([]);
  });

  it("returns the same 404 for a pair that was never suggested and for another tenant's", async () => {
    const id = (await suggestPair(tenant)).join('.');
    const foreign = await service.tenant();
    const replies = [await dismiss(`${randomUUID()}.${randomUUID()}`), await dismiss(id, foreign)];
    for (const { status, text } of replies)
      expect([status, text]).toEqual([404, '{"error":"These two contacts are not suggested as duplicates"}']);
    expect(await idsOf()).toEqual([id]);
  });

  it('returns 403 for an agent, and without the scope contacts:write', async () => {
    const id = (await suggestPair(tenant)).join('.');
    const apiKey = await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' });
    expect(await dismiss(id, { ...tenant, apiKey })).toMatchObject({
      status: 403,
      body: { error: 'An API key of kind agent cannot dismiss a suggestion; only a person can' },
    });
    expect(await dismiss(id, await service.tenant('contacts:read'))).toMatchObject({ status: 403 });
    expect(await idsOf()).toEqual([id]);
  });

  it.each([
    'x',
    randomUUID(),
    `${randomUUID()}.x`,
    `${randomUUID()}${randomUUID()}`,
    '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c55.01939B8E-5C1F-7D3A-9B60-2F7F0F6E1C55',
  ])('returns 400 for the id %s', async (id) => {
    expect(await dismiss(id)).toMatchObject({ status: 400, body: { error: 'id must be the id of a suggestion' } });
  });
});
