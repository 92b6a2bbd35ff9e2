import { randomUUID } from 'node:crypto';
import {
  claimOperation,
  moveOperation,
  releaseOperation,
  updateClaimOperation,
} from '../../../../lib/dynamo/contacts/claims.ts';
import { findClaim } from '../../../../lib/dynamo/contacts/findByClaims.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { type Operation, writeAll } from '../../../../lib/dynamo/table/writeAll.ts';
import { startService } from '../../../support/service.ts';

await startService();

const identityKey = 'email#a@one.example';
const key = keys.identity(identityKey);
const seen = ['a@one.example', 1, 'x'] as const;
const named = ['Anna', 1, 'x'] as const;

/** What the failed condition of an operation found; `undefined` where the operation was made. */
async function refusal(operation: Operation): Promise<Record<string, unknown> | 'nothing' | undefined> {
  const [failure] = await writeAll([{ operation, onFailure: 'failed' }]);
  return failure && (failure.found ?? 'nothing');
}

async function tenantWith(claim: { readonly ownerId: string }): Promise<string> {
  const tenantId = randomUUID();
  expect(await refusal(claimOperation(tenantId, key, claim))).toBeUndefined();
  return tenantId;
}

const find = async (tenantId: string) => {
  const { tenantId: _, contactId: __, ...claim } = { ...(await findClaim(tenantId, key)) } as Record<string, unknown>;
  return claim;
};

describe('claimOperation', () => {
  it('takes a claim that nobody owns, with what it remembers', async () => {
    const tenantId = await tenantWith({ ownerId: '1', ...{ seen, named } });
    expect(await find(tenantId)).toEqual({ ownerId: '1', seen, named });
  });

  it.each(['1', '2'])('takes no claim of contact 1 for contact %s, and returns it', async (ownerId) => {
    const tenantId = await tenantWith({ ownerId: '1' });
    expect(await refusal(claimOperation(tenantId, key, { ownerId }))).toMatchObject({ ownerId: '1' });
    expect(await find(tenantId)).toEqual({ ownerId: '1' });
  });
});

describe('moveOperation', () => {
  it('gives a claim to another contact, with the first message and without the name', async () => {
    const tenantId = await tenantWith({ ownerId: '1', ...{ seen, named } });
    expect(await refusal(moveOperation(tenantId, key, '1', '2'))).toBeUndefined();
    expect(await find(tenantId)).toEqual({ ownerId: '2', seen });
  });

  it('moves no claim that another contact or nobody owns', async () => {
    const tenantId = await tenantWith({ ownerId: '3' });
    expect(await refusal(moveOperation(tenantId, key, '1', '2'))).toMatchObject({ ownerId: '3' });
    expect(await find(tenantId)).toEqual({ ownerId: '3' });
    expect(await refusal(moveOperation(randomUUID(), key, '1', '2'))).toBe('nothing');
  });
});

describe('releaseOperation', () => {
  it('releases the claim of its owner only', async () => {
    const tenantId = await tenantWith({ ownerId: '1' });
    expect(await refusal(releaseOperation(tenantId, key, '2'))).toBe('nothing');
    expect(await find(tenantId)).toEqual({ ownerId: '1' });
    expect(await refusal(releaseOperation(tenantId, key, '1'))).toBeUndefined();
    expect(await findClaim(tenantId, key)).toBeUndefined();
    expect(await refusal(releaseOperation(tenantId, key, '1'))).toBe('nothing');
  });
});

describe('updateClaimOperation', () => {
  it.each([
    ['adds', { ownerId: '1' }, { seen, named }],
    ['replaces', { ownerId: '1', seen, named }, { seen: ['A@one.example', 0, 'x'] as const, named }],
    ['removes', { ownerId: '1', seen, named }, { seen }],
  ])('%s what the claim remembers', async (_, read, sighted) => {
    const tenantId = await tenantWith(read);
    expect(await refusal(updateClaimOperation(tenantId, { key: identityKey, read, sighted }))).toBeUndefined();
    expect(await find(tenantId)).toEqual({ ownerId: '1', ...sighted });
  });

  it.each([
    ['has another owner', { ownerId: '2' }],
    ['remembers another first message', { ownerId: '1', seen }],
    ['remembers another name', { ownerId: '1', named }],
  ])('changes no claim that %s than was read', async (_, claim) => {
    const tenantId = await tenantWith(claim);
    const update = updateClaimOperation(tenantId, { key: identityKey, read: { ownerId: '1' }, sighted: { named } });
    expect(await refusal(update)).toMatchObject(claim);
    expect(await find(tenantId)).toEqual(claim);
  });

  it('makes no claim where there is none', async () => {
    const [tenantId, read] = [randomUUID(), { ownerId: '1' }];
    expect(await refusal(updateClaimOperation(tenantId, { key: identityKey, read, sighted: { named } }))).toBe(
      'nothing',
    );
    expect(await findClaim(tenantId, key)).toBeUndefined();
  });
});
