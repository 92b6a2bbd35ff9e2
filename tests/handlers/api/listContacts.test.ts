import { jest } from '@jest/globals';
import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as linkContact } from '../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../handlers/api/listContacts.ts';
import { handler as unlinkContact } from '../../../handlers/api/unlinkContact.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { handler as detectSender } from '../../../handlers/events/detectSender.ts';
import { call } from '../../support/call.ts';
import { deliverAll, messageOf } from '../../support/deliver.ts';
import { startService } from '../../support/service.ts';
import { setAttributes } from '../../support/table.ts';

const service = await startService();
const tenant = await service.tenant();
const ids: string[] = [];

/** Creates contacts one millisecond after the other: the order of ids created in one millisecond is random. */
async function createAll(bodies: readonly object[], as = tenant): Promise<string[]> {
  const created: string[] = [];
  const clock = jest.spyOn(Date, 'now');
  const start = Date.now();
  for (const [i, body] of bodies.entries()) {
    clock.mockReturnValue(start + i);
    created.push((await call(createContact, { ...as, body, method: 'POST' })).body.id);
  }
  clock.mockRestore();
  return created;
}

beforeAll(async () => {
  const bodies = Array.from({ length: 7 }, (_, i) => ({
    name: `Person ${i}`,
    email: `person${i}@example.com`,
    phone: `+1555300${i}`,
  }));
  ids.push(...(await createAll(bodies)));
});

const list = (query: Record<string, string>, as = tenant) => call(listContacts, { ...as, query, method: 'GET' });
const idsOf = ({ body }: { body: { data: { id: string }[] } }) => body.data.map(({ id }) => id);

async function pages(query: Record<string, string>, as = tenant): Promise<string[][]> {
  const all: string[][] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await list(cursor === undefined ? query : { ...query, cursor }, as);
    expect(page.status).toBe(200);
    all.push(idsOf(page));
    cursor = page.body.nextCursor;
  }
  return all;
}

describe('GET /api/contacts', () => {
  it('returns the newest contact first, and the oldest first with sort=createdAt', async () => {
    expect(idsOf(await list({}))).toEqual(ids.toReversed());
    expect(idsOf(await list({ sort: '-createdAt' }))).toEqual(ids.toReversed());
    expect(idsOf(await list({ sort: 'createdAt' }))).toEqual(ids);
  });

  it.each([1, 2, 3, 6, 7, 8, 100])('returns each contact once and no empty page with limit=%i', async (limit) => {
    for (const sort of ['createdAt', '-createdAt']) {
      const all = await pages({ limit: String(limit), sort });
      expect(all.flat()).toEqual(sort === 'createdAt' ? ids : ids.toReversed());
      expect(all).toHaveLength(Math.ceil(ids.length / limit));
    }
  });

  it('skips merged contacts and still fills each page', async () => {
    const other = await service.tenant();
    const bodies = Array.from({ length: 6 }, (_, i) => ({ name: `M ${i}` }));
    const made = await createAll(bodies, other);
    for (const merged of [made[1], made[2], made[4]])
      await setAttributes(other.tenantId, `${merged}`, { mergedInto: made[0] });
    const first = await list({ limit: '2', sort: 'createdAt' }, other);
    expect(idsOf(first)).toEqual([made[0], made[3]]);
    expect(idsOf(await list({ limit: '2', sort: 'createdAt', cursor: first.body.nextCursor }, other))).toEqual([
      made[5],
    ]);
  });

  it('returns the contacts of one resolutionStatus, each once, in both orders', async () => {
    const other = await service.tenant();
    const made = await createAll(
      Array.from({ length: 7 }, (_, i) => ({ name: `S ${i}` })),
      other,
    );
    const link = (i: number) =>
      call(linkContact, { ...other, id: made[i] ?? '', body: { externalRef: `crm-${i}` }, method: 'PUT' });
    for (const i of [1, 3, 4]) await link(i);
    await call(unlinkContact, { ...other, id: made[3] ?? '', method: 'DELETE' });
    await call(updateContact, { ...other, id: made[4] ?? '', body: { name: 'Renamed' } });
    const expected = { unresolved: [0, 2, 3, 5, 6], manually_resolved: [1, 4], crm_resolved: [] };
    for (const [resolutionStatus, places] of Object.entries(expected)) {
      const ids = places.map((i) => made[i]);
      for (const limit of ['1', '2', '5', '50']) {
        const ascending = await pages({ resolutionStatus, sort: 'createdAt', limit }, other);
        expect(ascending.flat()).toEqual(ids);
        expect(ascending).toHaveLength(Math.max(1, Math.ceil(ids.length / Number(limit))));
        expect((await pages({ resolutionStatus, limit }, other)).flat()).toEqual(ids.toReversed());
      }
    }
  });

  it('does not return a contact that was merged, or whose status has changed since the index was written', async () => {
    const other = await service.tenant();
    const [merged = '', resolved = '', left] = await createAll([{ name: 'A' }, { name: 'B' }, { name: 'C' }], other);
    await setAttributes(other.tenantId, merged, { mergedInto: resolved });
    await setAttributes(other.tenantId, resolved, { resolutionStatus: 'crm_resolved' });
    expect(idsOf(await list({ resolutionStatus: 'unresolved' }, other))).toEqual([left]);
  });

  it('rejects the cursor of another resolutionStatus', async () => {
    const { nextCursor } = (await list({ resolutionStatus: 'unresolved', limit: '1' })).body;
    for (const query of [{ cursor: nextCursor }, { resolutionStatus: 'crm_resolved', cursor: nextCursor }])
      expect(await list({ limit: '1', ...query })).toMatchObject({ status: 400 });
    expect(await list({ resolutionStatus: 'resolved' })).toMatchObject({ status: 400 });
  });

  it('finds a contact by its exact email and phone immediately after a change', async () => {
    expect(idsOf(await list({ email: 'PERSON3@example.com' }))).toEqual([ids[3]]);
    expect(idsOf(await list({ phone: '+15553004' }))).toEqual([ids[4]]);
    expect(idsOf(await list({ email: 'person3@example.com', phone: '+15553003' }))).toEqual([ids[3]]);
    expect(idsOf(await list({ email: 'person3@example.com', phone: '+15553004' }))).toEqual([]);
    expect(idsOf(await list({ email: 'person33@example.com' }))).toEqual([]);
    await call(updateContact, { ...tenant, id: String(ids[3]), body: { email: 'moved@example.com' } });
    expect(idsOf(await list({ email: 'moved@example.com' }))).toEqual([ids[3]]);
    expect(idsOf(await list({ email: 'person3@example.com' }))).toEqual([]);
  });

  it('reads a space in email and phone as the plus sign that the query string lost', async () => {
    expect(idsOf(await list({ phone: ' 15553004' }))).toEqual([ids[4]]);
    const { id } = (await call(createContact, { ...tenant, body: { email: 'plus+tag@example.com' }, method: 'POST' }))
      .body;
    expect(idsOf(await list({ email: 'plus tag@example.com' }))).toEqual([id]);
  });

  it('returns no contacts of another tenant', async () => {
    const other = await service.tenant();
    expect((await list({}, other)).body).toEqual({ data: [] });
    expect((await list({ email: 'person1@example.com' }, other)).body).toEqual({ data: [] });
  });

  it.each([
    [{ limit: '0' }, 'limit must be at least 1'],
    [{ limit: '101' }, 'limit must be at most 100'],
    [{ limit: 'x' }, 'limit must be an integer'],
    [{ limit: '1.5' }, 'limit must be an integer'],
    [{ limit: '' }, 'limit must be an integer'],
    [{ limit: '1,2' }, 'limit must be an integer'],
    [{ sort: 'email' }, 'sort must be one of -createdAt, createdAt'],
    [{ emial: 'x@example.com' }, 'emial is not a known parameter'],
    [{ email: 'x' }, 'email must be an email address'],
    [{ tenantId: 'x' }, 'tenantId is not a known parameter'],
    [{ email: 'x', limit: 'y' }, 'limit must be an integer; email must be an email address'],
    [{ cursor: 'x' }, 'cursor must be the nextCursor of a response to the same query'],
    [{ cursor: '' }, 'cursor must not be empty'],
  ])('returns 400 for %j: %s', async (query, sentence) => {
    const { status, body } = await list(query);
    expect([status, body]).toEqual([400, { error: sentence }]);
  });

  it('refuses two parameters of which one would not count', async () => {
    const values = {
      limit: '1',
      cursor: 'x',
      sort: 'createdAt',
      resolutionStatus: 'unresolved',
      q: 'a',
      syncToken: '',
      email: 'a@example.com',
      phone: '+15553001',
      identity: 'chat:1',
      externalRef: 'crm-1',
    };
    const together = [
      ['limit', 'cursor', 'sort', 'resolutionStatus'],
      ['limit', 'cursor', 'q', 'resolutionStatus'],
      ['limit', 'syncToken'],
      ['limit', 'email', 'phone', 'identity', 'externalRef'],
    ];
    const pairs = Object.entries(values).flatMap((one, i, all) =>
      all.slice(i + 1).map((other) => [one, other] as const),
    );
    const refused = pairs.filter(
      ([[one], [other]]) => !together.some((names) => names.includes(one) && names.includes(other)),
    );
    expect(refused).toHaveLength(25);
    for (const pair of refused) {
      const { status, body } = await list(Object.fromEntries(pair));
      expect([status, body.error]).toEqual([400, expect.stringContaining('must not be given together with')]);
    }
  });

  it('accepts a cursor only from the tenant and for the query that it was issued for', async () => {
    const { nextCursor: cursor } = (await list({ limit: '2' })).body;
    const other = await service.tenant();
    const changed = `${cursor.slice(0, 5)}${cursor[5] === 'A' ? 'B' : 'A'}${cursor.slice(6)}`;
    const answers = await Promise.all([
      list({ cursor }, other),
      list({ cursor, sort: 'createdAt' }),
      list({ cursor: changed }),
      list({ cursor: `${cursor}A` }),
      list({ cursor: cursor.slice(0, -1) }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(400));
    expect((await list({ cursor, limit: '1' })).status).toBe(200);
  });

  it('finds a contact by externalRef, together with an email only if it has both', async () => {
    const { id } = (await call(createContact, { ...tenant, body: { email: 'ref@example.com' }, method: 'POST' })).body;
    await call(linkContact, { ...tenant, id, body: { externalRef: 'crm-1' }, method: 'PUT' });
    expect(idsOf(await list({ externalRef: 'crm-1' }))).toEqual([id]);
    expect(idsOf(await list({ externalRef: 'crm-1', email: 'ref@example.com' }))).toEqual([id]);
    expect(idsOf(await list({ externalRef: 'crm-2', email: 'ref@example.com' }))).toEqual([]);
    expect(idsOf(await list({ externalRef: 'crm-2' }))).toEqual([]);
  });

  it('returns 403 without the scope contacts:read', async () => {
    expect(await list({}, await service.tenant('contacts:write'))).toMatchObject({
      status: 403,
      body: { error: 'The credential lacks the scope contacts:read' },
    });
  });
});

describe('GET /api/contacts?identity=', () => {
  const receive = (tenantId: string, channel: string, address: string) =>
    deliverAll(detectSender, [
      messageOf('channel.message_received', {
        messageId: address,
        tenantId,
        channel,
        sender: { address },
        conversationId: 'c',
        receivedAt: '2026-11-23T09:30:00.000Z',
      }),
    ]);

  it.each([
    ['whatsapp', 'BR.1502576394655843', 'whatsapp:BR.1502576394655843'],
    ['whatsapp', '4915112345678', 'phone:+4915112345678'],
    ['whatsapp', '4915112345678', 'whatsapp:4915112345678'],
    ['email', 'Anna@acme.de', 'email:anna@ACME.de'],
    ['chat', 'visitor:1', 'chat:visitor:1'],
    ['sms', '12345', 'sms:12345'],
  ])('finds the contact that a message by %s from %s created: %s', async (channel, address, identity) => {
    const own = await service.tenant();
    await receive(own.tenantId, channel, address);
    const [contact] = (await list({}, own)).body.data;
    expect(contact).toBeDefined();
    expect((await list({ identity }, own)).body).toEqual({ data: [contact] });
    expect((await list({ identity })).body).toEqual({ data: [] });
    expect((await list({ identity, externalRef: 'other' }, own)).body).toEqual({ data: [] });
  });

  it.each([
    ['BR.1', 'identity must be a kind of address and a value, for example whatsapp:BR.1502576394655843'],
    ['pigeon:1', 'identity must be a kind of address and a value, for example whatsapp:BR.1502576394655843'],
    ['phone:0151', 'identity must be in E.164 format, for example +4915112345678'],
  ])('returns 400 for %s', async (identity, error) => {
    expect(await list({ identity })).toMatchObject({ status: 400, body: { error } });
  });
});
