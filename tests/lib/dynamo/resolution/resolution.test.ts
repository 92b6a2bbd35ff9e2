import { randomUUID } from 'node:crypto';
import type { ResolutionChange } from '../../../../lib/contacts/resolution.ts';
import {
  clearDue,
  findResolution,
  postpone,
  removeResolution,
  resolutionOperation,
  setDue,
} from '../../../../lib/dynamo/resolution/resolution.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import { writeAll } from '../../../../lib/dynamo/table/writeAll.ts';
import { startService } from '../../../support/service.ts';
import { setAttributes } from '../../../support/table.ts';

await startService();

const tenantId = randomUUID();
const at = Date.UTC(2026, 10, 24);
const dueAt = '2026-11-24T00:00:00.000Z';

/** Makes a change, and returns whether it was made. */
async function change(contactId: string, resolution: ResolutionChange): Promise<boolean> {
  const operation = resolutionOperation(tenantId, contactId, resolution);
  return (await writeAll([{ operation, onFailure: 'failed' }])).length === 0;
}

describe('resolutionOperation', () => {
  it('sets and removes values, and keeps those that it does not name', async () => {
    const contactId = randomUUID();
    await change(contactId, { set: { attempts: 1, failures: 2, event: 'e', dueAt: at } });
    await change(contactId, { set: { attempts: 2, event: undefined, dueAt: undefined } });
    const stored = await findResolution(tenantId, contactId);
    expect(stored).toEqual({ tenantId, contactId: `#resolution#${contactId}`, attempts: 2, failures: 2 });
  });

  it('makes a contact due, in a shard of the kind of lookup that follows from its last digit', async () => {
    const contactId = '01939b8e-5c1f-7d3a-9b60-2f7f0f6e1c5c';
    await change(contactId, { set: { dueAt: at } });
    expect(await findResolution(tenantId, contactId)).toMatchObject({ dueAt, dueShard: 'c' });
    await change(contactId, { set: { dueAt: at }, dueKind: 'refresh' });
    expect(await findResolution(tenantId, contactId)).toMatchObject({ dueAt, dueShard: 'refresh-0' });
    await removeResolution(tenantId, contactId);
  });

  it('leaves a contact due that it does not make due at another time', async () => {
    const contactId = randomUUID();
    await change(contactId, { set: { dueAt: at } });
    await change(contactId, { set: { refused: ['1'] } });
    expect(await findResolution(tenantId, contactId)).toMatchObject({ dueAt });
  });

  it('keeps the order of the records that are refused, which older items have as a set', async () => {
    const contactId = randomUUID();
    await setAttributes(tenantId, keys.resolution(contactId), { refused: new Set(['2', '1']) });
    expect((await findResolution(tenantId, contactId))?.refused?.toSorted()).toEqual(['1', '2']);
    await change(contactId, { set: { refused: ['2', '1', '3'] } });
    await change(contactId, { set: { attempts: 1 } });
    expect(await findResolution(tenantId, contactId)).toMatchObject({ refused: ['2', '1', '3'] });
  });

  it('is made only if the contact is due when it was due as it was read', async () => {
    const contactId = randomUUID();
    expect(await change(contactId, { set: { dueAt: at }, ifDueAsIn: { dueAt } })).toBe(false);
    expect(await findResolution(tenantId, contactId)).toBeUndefined();
    expect(await change(contactId, { set: { dueAt: at }, ifDueAsIn: {} })).toBe(true);
    expect(await change(contactId, { set: { dueAt: undefined }, ifDueAsIn: {} })).toBe(false);
    expect(await change(contactId, { set: { dueAt: undefined }, ifDueAsIn: { dueAt } })).toBe(true);
    expect(await findResolution(tenantId, contactId)).not.toHaveProperty('dueAt');
  });
});

describe('a contact that is due', () => {
  it('is due at the earliest time that was set, and nothing else changes', async () => {
    const contactId = randomUUID();
    await change(contactId, { set: { attempts: 3 } });
    for (const time of [at + 1000, at, at + 2000]) await setDue(tenantId, contactId, time);
    expect(await findResolution(tenantId, contactId)).toMatchObject({ attempts: 3, dueAt });
  });

  it('is postponed with the reason as its last attempt, which does not count', async () => {
    const contactId = randomUUID();
    await change(contactId, { set: { attempts: 3, failures: 1 } });
    await postpone(tenantId, contactId, at, 'fresh', 'The CRM did not answer');
    const lastAttempt = { at: expect.any(Number), outcome: 'postponed', reason: 'The CRM did not answer' };
    expect(await findResolution(tenantId, contactId)).toMatchObject({ attempts: 3, failures: 1, dueAt, lastAttempt });
    await postpone(tenantId, contactId, at, 'refresh', undefined);
    expect((await findResolution(tenantId, contactId))?.lastAttempt).not.toHaveProperty('reason');
  });

  it('is due no longer once that is cleared, and keeps the rest', async () => {
    const contactId = randomUUID();
    await change(contactId, { set: { attempts: 3, dueAt: at } });
    await clearDue(tenantId, contactId, await findResolution(tenantId, contactId));
    const cleared = await findResolution(tenantId, contactId);
    expect(cleared).toEqual({ tenantId, contactId: `#resolution#${contactId}`, attempts: 3 });
  });

  it('stays due where it has been made due again since it was read', async () => {
    const contactId = randomUUID();
    await setDue(tenantId, contactId, at + 1000);
    const known = await findResolution(tenantId, contactId);
    await setDue(tenantId, contactId, at);
    await clearDue(tenantId, contactId, known);
    expect(await findResolution(tenantId, contactId)).toMatchObject({ dueAt });
  });

  it('is not written where it was not due, or nothing is stored', async () => {
    const contactId = randomUUID();
    await clearDue(tenantId, contactId, undefined);
    await clearDue(tenantId, contactId, {});
    expect(await findResolution(tenantId, contactId)).toBeUndefined();
  });
});

describe('removeResolution', () => {
  it('removes what is stored, if anything is', async () => {
    const contactId = randomUUID();
    await setDue(tenantId, contactId, at);
    await removeResolution(tenantId, contactId);
    await removeResolution(tenantId, contactId);
    expect(await findResolution(tenantId, contactId)).toBeUndefined();
  });
});
