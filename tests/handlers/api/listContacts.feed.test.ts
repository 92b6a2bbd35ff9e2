import type { DynamoDBRecord } from 'aws-lambda';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../handlers/api/deleteContact.ts';
import { handler as getContact } from '../../../handlers/api/getContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as mergeContacts } from '../../../handlers/api/mergeContacts.ts';
import { handler as unmergeContact } from '../../../handlers/api/unmergeContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as projectChange } from '../../../handlers/events/projectChange.ts';
import { recordHistory } from '../../../lib/dynamo/contacts/recordHistory.ts';
import { streamedContact } from '../../../lib/dynamo/contacts/streamedContact.ts';
import { recordTombstone } from '../../../lib/dynamo/contacts/tombstones.ts';
import { cursorAt } from '../../../lib/dynamo/table/cursor.ts';
import { call } from '../../support/call.ts';
import type { Interception } from '../../support/dynamoDbProxy.ts';
import { passTime } from '../../support/passTime.ts';
import fc, { runOptions } from '../../support/properties.ts';
import { startService } from '../../support/service.ts';
import { deliverRecords, followStream } from '../../support/stream.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const readNewRecords = followStream();

let tenant = await service.tenant();
beforeEach(async () => {
  tenant = await service.tenant();
});

type Contact = { readonly id: string };
type Page = {
  readonly data: readonly Contact[];
  readonly removed: readonly { readonly id: string; readonly mergedInto: string | null }[];
  readonly syncToken: string;
  readonly hasMore: boolean;
};

const create = async (name: string): Promise<string> =>
  (await call(createContact, { ...tenant, body: { name }, method: 'POST' })).body.id;
const rename = (id: string, name: string) => call(updateContact, { ...tenant, id, body: { name } });
const project = async () => deliverRecords(projectChange, await readNewRecords());
const post = (handler: typeof mergeContacts | typeof unmergeContact, id: string, duplicateId: string) =>
  call(handler, { ...tenant, id, body: { duplicateId }, method: 'POST' });
const get = (syncToken: string, limit = 50, as = tenant) =>
  call(listContacts, { ...as, query: { syncToken, limit: String(limit) }, method: 'GET' });

/** All pages that there are now. */
async function read(syncToken: string, limit?: number): Promise<Page[]> {
  const { status, body } = await get(syncToken, limit);
  expect([status, body]).toEqual([200, expect.objectContaining({ data: expect.any(Array) })]);
  return body.hasMore ? [body, ...(await read(body.syncToken, limit))] : [body];
}

const idsIn = (pages: readonly Page[]) => pages.flatMap(({ data }) => data.map(({ id }) => id));
const tokenOf = (pages: readonly Page[]) => pages.at(-1)?.syncToken ?? '';

/** Does of the projection of a change what the feed needs. */
async function projectForFeed(record: DynamoDBRecord): Promise<void> {
  const change = streamedContact(record);
  await recordHistory(change);
  await recordTombstone(change);
}

/** One of the things that may happen, to one contact of a tenant or to one and another. */
const step = fc.record({
  does: fc.constantFrom(
    ...(['create', 'create', 'create', 'rename', 'rename', 'rename', 'rename', 'erase', 'merge', 'unmerge'] as const),
    ...(['project', 'wait', 'read'] as const),
  ),
  which: fc.nat(99),
  distance: fc.integer({ min: 1, max: 3 }),
  part: fc.constantFrom(0.5, 1),
  seconds: fc.constantFrom(1, 29, 31, 90),
  limit: fc.constantFrom(1, 2, 50),
});

describe('GET /api/contacts?syncToken=', () => {
  it('returns all contacts once, in pages, then nothing, and later those that have changed, as they are then', async () => {
    const ids = [await create('A'), await create('B'), await create('C')];
    const walk = await read('', 2);
    expect(walk).toHaveLength(2);
    expect(idsIn(walk).sort()).toEqual(ids.toSorted());
    const idle = await read(tokenOf(walk));
    expect(idle).toMatchObject([{ data: [], removed: [], hasMore: false }]);
    await rename(ids[1] ?? '', 'Bea');
    await rename(ids[1] ?? '', 'Bo');
    await project();
    expect(await read(tokenOf(idle))).toMatchObject([{ data: [] }]);
    passTime(61_000);
    expect((await read(tokenOf(idle)))[0]?.data).toContainEqual(
      expect.objectContaining({ id: ids[1], firstName: 'Bo' }),
    );
    passTime(60_000);
    expect(idsIn(await read(tokenOf(await read(tokenOf(idle)))))).toEqual([]);
  });

  it('returns a change that is projected late to everybody whose token is later than the change', async () => {
    const id = await create('A');
    await project();
    passTime(61_000);
    const before = await read(tokenOf(await read('')));
    await rename(id, 'B');
    passTime(3_600_000);
    const meanwhile = await read(tokenOf(before));
    expect(idsIn(meanwhile)).toEqual([]);
    await project();
    passTime(31_000);
    expect(idsIn(await read(tokenOf(meanwhile)))).toEqual([id]);
  });

  it('returns a change although a page was read between the time of its entry and the write of it', async () => {
    const id = await create('A');
    await project();
    passTime(61_000);
    const before = await read(tokenOf(await read('')));
    await rename(id, 'B');
    let meanwhile: readonly Page[] = [];
    service.proxy.intercept = async (operation): Promise<Interception> => {
      if (operation !== 'PutItem') return 'pass';
      passTime(9000);
      meanwhile = await read(tokenOf(before));
      return 'pass';
    };
    await project();
    service.proxy.intercept = () => 'pass';
    passTime(31_000);
    expect([idsIn(meanwhile), idsIn(await read(tokenOf(meanwhile)))]).toEqual([[], [id]]);
  });

  it('repeats what changed shortly before the walk, because its reads are eventually consistent', async () => {
    await create('A');
    const late = await create('B');
    await project();
    passTime(31_000);
    await rename(late, 'C');
    await project();
    const walked = tokenOf(await read(''));
    passTime(31_000);
    expect(idsIn(await read(walked))).toEqual([late]);
  });

  it('returns each of many changes of one moment, on pages of any size', async () => {
    const walked = tokenOf(await read(''));
    const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => create(`N ${i}`)));
    await project();
    passTime(61_000);
    for (const limit of [1, 5, 12, 13]) {
      const pages = await read(walked, limit);
      expect(idsIn(pages).sort()).toEqual(ids.toSorted());
      expect(pages).toHaveLength(Math.ceil(12 / limit));
    }
  });

  it('returns the ids of contacts that were merged or erased since, without more of them', async () => {
    const [survivor, merged, erased] = [await create('A'), await create('B'), await create('C')];
    await project();
    passTime(61_000);
    const before = tokenOf(await read(tokenOf(await read(''))));
    await setAttributes(tenant.tenantId, merged, { mergedInto: survivor });
    await call(deleteContact, { ...tenant, id: erased, method: 'DELETE' });
    passTime(3_600_000);
    const meanwhile = await read(before);
    expect(meanwhile).toMatchObject([{ data: [], removed: [] }]);
    await project();
    passTime(61_000);
    const [page] = await read(tokenOf(meanwhile));
    expect(page?.data).toEqual([]);
    expect(page?.removed).toHaveLength(2);
    expect(page?.removed).toEqual(
      expect.arrayContaining([
        { id: merged, mergedInto: survivor },
        { id: erased, mergedInto: null },
      ]),
    );
  });

  it('returns 410 for a token that is old, edited or of another tenant', async () => {
    await create('A');
    const token = tokenOf(await read(''));
    const other = await service.tenant();
    const error = 'The sync token has expired; begin again with an empty one';
    for (const reply of [await get(token, 50, other), await get(`${token}A`), await get('x')])
      expect(reply).toMatchObject({ status: 410, body: { error } });
    passTime(29 * 86_400_000);
    const renewed = tokenOf(await read(token));
    passTime(2 * 86_400_000);
    expect(await get(token)).toMatchObject({ status: 410, body: { error } });
    expect(await get(renewed)).toMatchObject({ status: 200 });
  });

  it('returns 410 for a forged token', async () => {
    for (const position of ['x', 'null', '{"since":1,"isWalking":false}', '{"since":"2999"}']) {
      const forged = cursorAt(Buffer.from(position), { tenantId: tenant.tenantId, feed: 'contacts' });
      expect((await get(forged)).status).toBe(410);
    }
  });

  it('makes a copy of the contacts in any histories, however its pages, the changes and their projection interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 80 }), async (steps) => {
        tenant = await service.tenant();
        const ids: string[] = [];
        const copy = new Map<string, Contact>();
        const records: DynamoDBRecord[] = [];
        let syncToken = '';
        const project = async (part: number): Promise<void> => {
          records.push(...(await readNewRecords()));
          for (const record of records.splice(0, Math.ceil(records.length * part))) await projectForFeed(record);
        };
        const readPage = async (limit: number): Promise<boolean> => {
          const { body } = await get(syncToken, limit);
          for (const contact of body.data) copy.set(contact.id, contact);
          for (const { id } of body.removed) copy.delete(id);
          syncToken = body.syncToken;
          return body.hasMore;
        };
        for (const [n, each] of steps.entries()) {
          const [id, other] = [each.which, each.which + each.distance].map((place) => ids[place % ids.length] ?? '');
          if (each.does === 'create' || !id || !other) ids.push(await create(`Person ${n}`));
          else if (each.does === 'rename') await rename(id, `Name ${n}`);
          else if (each.does === 'erase') await call(deleteContact, { ...tenant, id, method: 'DELETE' });
          else if (each.does === 'merge') await post(mergeContacts, id, other);
          else if (each.does === 'unmerge')
            await post(unmergeContact, (await call(getContact, { ...tenant, id, method: 'GET' })).body.id, id);
          else if (each.does === 'project') await project(each.part);
          else if (each.does === 'wait') passTime(each.seconds * 1000);
          else await readPage(each.limit);
        }
        await project(1);
        passTime(31_000);
        // The last page of the walk says that there is nothing more, and then come the changes since.
        for (const _ of ['walk', 'changes']) while (await readPage(50));
        const { body } = await call(listContacts, { ...tenant, query: { limit: '100' }, method: 'GET' });
        expect([...copy.values()].sort(byId)).toEqual(body.data.sort(byId));
      }),
      // Each has about 14 contacts, whose histories are random.
      runOptions(2, 720),
    );
  });
});

const byId = (one: Contact, other: Contact): number => (one.id < other.id ? -1 : 1);
