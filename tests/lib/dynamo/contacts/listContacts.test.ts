import { randomUUID } from 'node:crypto';
import { uuidV7 } from '../../../../lib/contacts/uuid.ts';
import { listContacts } from '../../../../lib/dynamo/contacts/listContacts.ts';
import { keys } from '../../../../lib/dynamo/table/keys.ts';
import fc, { runOptions } from '../../../support/properties.ts';
import { startService } from '../../../support/service.ts';
import { setAttributes } from '../../../support/table.ts';

await startService();

/** A tenant with contacts, in the order of their creation; `true` stands for one that was merged. */
async function tenantWith(merged: readonly boolean[]): Promise<{ tenantId: string; listed: string[] }> {
  const tenantId = randomUUID();
  const ids = merged.map((_, i) => uuidV7(1000 * i));
  const attributes = (isMerged: boolean) => (isMerged ? { mergedInto: 'another' } : { version: 1 });
  await Promise.all(ids.map((id, i) => setAttributes(tenantId, id, attributes(merged[i] === true))));
  for (const key of [keys.settings(), keys.crm(), keys.identity('email#a'), keys.resolution('x')]) {
    await setAttributes(tenantId, key, { version: 1 });
  }
  return { tenantId, listed: ids.filter((_, i) => merged[i] !== true) };
}

describe('listContacts', () => {
  it('lists every contact once on pages of the size asked for, and nothing else', async () => {
    const scenario = fc.record({
      merged: fc.array(fc.boolean(), { maxLength: 9 }),
      limit: fc.integer({ min: 1, max: 10 }),
      sort: fc.constantFrom('createdAt', '-createdAt'),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ merged, limit, sort }) => {
        const { tenantId, listed } = await tenantWith(merged);
        const pages: string[][] = [];
        let cursor: string | undefined;
        do {
          const page = await listContacts({ tenantId, sort, limit, cursor });
          pages.push(page.items.map(({ contactId }) => contactId));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(pages.flat()).toEqual(sort === 'createdAt' ? listed : listed.toReversed());
        // Only the last page may be short, and it is empty only where there are no contacts.
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
        if (listed.length > 0) expect(pages.at(-1)?.length).toBeGreaterThan(0);
      }),
      runOptions(15),
    );
  });

  it('throws `invalid` for the cursor of another list', async () => {
    const { tenantId } = await tenantWith([false, false]);
    const { nextCursor } = await listContacts({ tenantId, sort: 'createdAt', limit: 1 });
    for (const other of [{ sort: '-createdAt' as const }, { tenantId: randomUUID() }]) {
      const list = listContacts({ tenantId, sort: 'createdAt', limit: 1, cursor: nextCursor, ...other });
      await expect(list).rejects.toMatchObject({ code: 'invalid' });
    }
  });
});
