import { randomUUID } from 'node:crypto';
import type { Claim, ClaimWrite } from '../../../../lib/contacts/claims.ts';
import { claimOperation } from '../../../../lib/dynamo/contacts/claims.ts';
import { findClaim } from '../../../../lib/dynamo/contacts/findByClaims.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { type Operation, writeAll } from '../../../../lib/dynamo/table/writeAll.ts';
import { startService } from '../../../support/service.ts';

await startService();

const claimKey = { field: 'email', key: 'email#a@one.example' } as const;
const proof = { verified: [1, 'message:1'], confirmed: [2, 'key:1'] } as const;
const sighted = { named: ['Anna', 1, 'x'], with: new Set(['phone#+15550100']), withAt: 3 } as const;

const take: ClaimWrite = { action: 'take', ...claimKey, proof, sighted };
const release: ClaimWrite = { action: 'release', ...claimKey };

/** What the failed condition of an operation found; `undefined` where the operation was made. */
async function refusal(operation: Operation): Promise<Record<string, unknown> | 'nothing' | undefined> {
  const [failure] = await writeAll([{ operation, onFailure: 'failed' }]);
  return failure && (failure.found ?? 'nothing');
}

async function ownedBy(ownerId: string): Promise<string> {
  const tenantId = randomUUID();
  expect(await refusal(claimOperation(tenantId, ownerId, take))).toBeUndefined();
  return tenantId;
}

const find = async (tenantId: string): Promise<Claim | undefined> => {
  const found = await findClaim(tenantId, keys.identity(claimKey.key));
  if (!found) return undefined;
  const { tenantId: _, contactId: __, ...claim } = found as Claim & { tenantId: string; contactId: string };
  return claim;
};

describe('claimOperation', () => {
  it('takes a claim that nobody owns, with its proof and what it remembers', async () => {
    expect(await find(await ownedBy('1'))).toEqual({ ownerId: '1', ...proof, ...sighted });
  });

  it.each(['1', '2'])('takes no claim of contact 1 for contact %s, and returns it', async (ownerId) => {
    const tenantId = await ownedBy('1');
    expect(await refusal(claimOperation(tenantId, ownerId, take))).toMatchObject({ ownerId: '1' });
    expect(await find(tenantId)).toMatchObject({ ownerId: '1' });
  });

  it('moves a claim from its owner to another contact, and forgets what messages to the owner said', async () => {
    const tenantId = await ownedBy('1');
    const moved: ClaimWrite = { action: 'take', ...claimKey, proof: { confirmed: [9, 'key:2'] } };
    expect(await refusal(claimOperation(tenantId, '3', moved, '2'))).toMatchObject({ ownerId: '1' });
    expect(await refusal(claimOperation(tenantId, '2', moved, '1'))).toBeUndefined();
    expect(await find(tenantId)).toEqual({ ownerId: '2', confirmed: [9, 'key:2'] });
    expect(await refusal(claimOperation(randomUUID(), '2', moved, '1'))).toBe('nothing');
  });

  it('releases the claim of its owner only', async () => {
    const tenantId = await ownedBy('1');
    expect(await refusal(claimOperation(tenantId, '2', release))).toMatchObject({ ownerId: '1' });
    expect(await find(tenantId)).toMatchObject({ ownerId: '1' });
    expect(await refusal(claimOperation(tenantId, '1', release))).toBeUndefined();
    expect(await find(tenantId)).toBeUndefined();
    expect(await refusal(claimOperation(tenantId, '1', release))).toBe('nothing');
  });

  it.each<[string, Partial<ClaimWrite>, object]>([
    ['its proof, and leaves what it remembers', { proof: {} }, sighted],
    ['what it remembers', { proof, sighted: { named: ['Bo', 2, 'y'] } }, { ...proof, named: ['Bo', 2, 'y'] }],
    ['both', { proof: { verified: [1, 'message:1'] }, sighted: {} }, { verified: [1, 'message:1'] }],
  ])('updates %s', async (_, parts, expected) => {
    const tenantId = await ownedBy('1');
    const update = { action: 'update', ...claimKey, ...parts } as ClaimWrite;
    expect(await refusal(claimOperation(tenantId, '1', update))).toBeUndefined();
    expect(await find(tenantId)).toEqual({ ownerId: '1', ...expected });
  });

  it('updates no claim of another contact, none that remembers anything else than was read, and none that is not there', async () => {
    const tenantId = await ownedBy('1');
    const before = await find(tenantId);
    const update: ClaimWrite = { action: 'update', ...claimKey, proof: {}, sighted: {} };
    expect(await refusal(claimOperation(tenantId, '2', update))).toMatchObject({ ownerId: '1' });
    for (const other of [{ named: ['Bo', 1, 'x'] as const }, { with: new Set(['chat#1']) }, { withAt: 2 }]) {
      const read = { ownerId: '1', ...sighted, ...other };
      expect(await refusal(claimOperation(tenantId, '1', { ...update, read }))).toMatchObject({ ownerId: '1' });
    }
    expect(await refusal(claimOperation(tenantId, '1', { ...update, read: { ownerId: '1' } }))).toBeDefined();
    expect(await find(tenantId)).toEqual(before);
    const read = { ownerId: '1', ...sighted };
    expect(await refusal(claimOperation(tenantId, '1', { ...update, read }))).toBeUndefined();
    expect(await refusal(claimOperation(randomUUID(), '1', update))).toBe('nothing');
  });
});
