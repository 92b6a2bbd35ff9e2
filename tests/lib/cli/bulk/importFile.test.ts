import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handler as addIdentity } from '../../../../handlers/api/addIdentity.ts';
import { handler as createContact } from '../../../../handlers/api/createContact.ts';
import { handler as deleteContact } from '../../../../handlers/api/deleteContact.ts';
import { handler as getSources } from '../../../../handlers/api/getSources.ts';
import { handler as linkContact } from '../../../../handlers/api/linkContact.ts';
import { handler as listContacts } from '../../../../handlers/api/listContacts.ts';
import { handler as putSettings } from '../../../../handlers/api/putSettings.ts';
import { importFile, type Progress } from '../../../../lib/cli/bulk/importFile.ts';
import { call } from '../../../support/call.ts';
import { throttled } from '../../../support/dynamoDbProxy.ts';
import { addApiKey, startService } from '../../../support/service.ts';
import { expectClaimsToMatchIdentities, readItems } from '../../../support/table.ts';

const service = await startService();
let tenant = await service.tenant();
let directory: string;
beforeEach(async () => {
  tenant = await service.tenant();
  directory = await mkdtemp(join(tmpdir(), 'import-'));
});
afterEach(async () => {
  service.proxy.intercept = () => 'pass';
  expectClaimsToMatchIdentities(await readItems(tenant.tenantId));
  await rm(directory, { recursive: true });
});

const path = () => join(directory, 'people.csv');

/** Imports a file of these lines, and returns the last progress. */
async function importLines(lines: readonly string[], { dryRun = false, name = 'people.csv' } = {}): Promise<Progress> {
  const file = join(directory, name);
  await writeFile(file, lines.join('\n'));
  const all = await Array.fromAsync(importFile({ path: file, tenantId: tenant.tenantId, dryRun }));
  const last = all.at(-1);
  if (last === undefined) throw new Error('There is no progress');
  return last;
}

const create = async (body: object) => (await call(createContact, { ...tenant, body, method: 'POST' })).body;
const list = async () =>
  (await call(listContacts, { ...tenant, query: { sort: 'createdAt' }, method: 'GET' })).body.data;
const counts = (created: number, updated: number, unchanged: number, failed: number) => ({
  created,
  updated,
  unchanged,
  failed,
});
const readLines = async (name: string) => (await readFile(join(directory, name), 'utf8')).split(/\r?\n/).slice(0, -1);
const failures = async () => (await readLines('people.failed.csv')).slice(1);

describe('importFile', () => {
  it('creates contacts, in the order of the rows, and finds them from then on', async () => {
    const lines = [
      'name,email,phone,externalRef,companyName,tea',
      'Ada Lovelace,ada@engines.example,+49 151 12345678,R-1,Engines Ltd,yes',
      'Grace Hopper,grace@navy.example;g@home.example,,,,',
    ];
    expect(await importLines(lines)).toMatchObject({ rows: 2, part: 1, counts: counts(2, 0, 0, 0), noted: 0 });
    const contacts = await list();
    expect(contacts).toMatchObject([
      {
        ...{ firstName: 'Ada', lastName: 'Lovelace', email: 'ada@engines.example', phone: '+4915112345678' },
        ...{ companyName: 'Engines Ltd', externalRef: 'R-1', resolutionStatus: 'crm_resolved' },
      },
      { firstName: 'Grace', email: 'grace@navy.example', resolutionStatus: 'unresolved' },
    ]);
    const again = await importLines(lines);
    expect([again.counts, [...again.unknown], await list()]).toEqual([counts(0, 0, 2, 0), ['tea'], contacts]);
    const sources = (await call(getSources, { ...tenant, id: contacts[0].id, method: 'GET' })).body;
    expect(sources.firstName).toMatchObject({
      source: 'agent',
      by: expect.stringMatching(/^import:[0-9a-f]{8}:0{6}2$/),
    });
  });

  it.each([
    ['the record', { name: 'Ada' }, 'R-1', ',,R-1'],
    ['an email', { name: 'Ada', email: 'Ada@b.de' }, undefined, 'ada@b.de,,'],
    ['a phone', { name: 'Ada', phone: '+4915112345678' }, undefined, 'new@b.de,+49015112345678,'],
  ])('finds the contact that has %s, and undoes no edit of a person', async (_, body, externalRef, cells) => {
    const { id } = await create(body);
    if (externalRef) await call(linkContact, { ...tenant, id, body: { externalRef }, method: 'PUT' });
    expect((await importLines(['name,companyName,email,phone,externalRef', `Bea,Acme,${cells}`])).counts).toEqual(
      counts(0, 1, 0, 0),
    );
    expect(await list()).toMatchObject([{ id, firstName: 'Ada', companyName: 'Acme' }]);
  });

  it('does not take a shared phone number for a person who has another email', async () => {
    const ada = await create({ name: 'Ada', email: 'ada@b.de', phone: '+493012345678' });
    expect(await importLines(['name,email,phone', 'Bea,bea@b.de,+493012345678'])).toMatchObject({
      counts: counts(1, 0, 0, 0),
      noted: 1,
    });
    expect(await list()).toMatchObject([
      { id: ada.id, firstName: 'Ada' },
      { firstName: 'Bea', phone: null },
    ]);
    expect(await readFile(join(directory, 'people.notes.csv'), 'utf8')).toBe(
      `row,note\r\n2,phone belongs to contact ${ada.id}\r\n`,
    );
  });

  it('imports rows about one person in their order', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `Ada ${i},ada@b.de`);
    const { counts: done } = await importLines(['name,email', ...rows]);
    expect([done.created, done.created + done.updated]).toEqual([1, 20]);
    expect(await list()).toMatchObject([{ lastName: '19' }]);
  });

  it('writes the rows that fail into a file that can be corrected and imported', async () => {
    const [ada, bea] = [await create({ email: 'ada@b.de' }), await create({ email: 'bea@b.de' })];
    await call(linkContact, { ...tenant, id: ada.id, body: { externalRef: 'R-1' }, method: 'PUT' });
    const { counts: done } = await importLines([
      'name,email,phone,externalRef',
      '=A,nobody,,',
      'B,,12,',
      'C,,,',
      'D,ada@b.de;bea@b.de,,',
      'E,ada@b.de,,R-2',
      'F, Jr.,f@b.de,,R-3',
    ]);
    expect([done, await failures()]).toEqual([
      counts(0, 0, 0, 6),
      [
        "2,email must be an email address,'=A,nobody,,",
        '3,"phone must be a phone number that can be dialled, for example +4915112345678, or the tenant needs the setting defaultCountry",B,,12,',
        '4,"the row must have at least one of email, phone, externalRef",C,,,',
        `5,"email belongs to contact ${ada.id}; email belongs to contact ${bea.id}",D,"ada@b.de;bea@b.de",,`,
        `6,contact ${ada.id} is linked to another record,E,ada@b.de,,R-2`,
        '7,"the row has more cells than the 4 headers; put a cell with a separator in it into quotes",F, Jr.,f@b.de,,R-3',
      ],
    ]);
    const corrected = (await readFile(join(directory, 'people.failed.csv'), 'utf8')).replace('nobody', 'a@b.de');
    expect((await importLines(corrected.split('\r\n').slice(0, 2))).counts).toEqual(counts(1, 0, 0, 0));
    expect((await list()).at(-1)).toMatchObject({ firstName: '=A', email: 'a@b.de' });
  });

  it("reads numbers as people in the tenant's country write them, and names in the tenant's order", async () => {
    const body = { ownDomains: [], freeMailExceptions: [], defaultCountry: 'DE', nameOrder: 'surnameFirst' };
    await call(putSettings, { ...tenant, body, method: 'PUT' });
    await importLines(['name,phone', 'Kovács Péter,0151 12345678']);
    expect(await list()).toMatchObject([{ firstName: 'Péter', lastName: 'Kovács', phone: '+4915112345678' }]);
  });

  it('imports people from NDJSON', async () => {
    const lines = [
      '{"name":"Ada","emails":["ada@b.de","a@c.de"],"externalRef":7,"x":null,"tea":"yes"}',
      '{"email":{}}',
      '[]',
      'x',
    ];
    const { counts: done, unknown } = await importLines(lines, { name: 'people.ndjson' });
    expect([done, [...unknown]]).toEqual([counts(1, 0, 0, 3), ['tea']]);
    expect(await list()).toMatchObject([{ firstName: 'Ada', externalRef: '7', email: 'ada@b.de' }]);
    const failed = await readLines('people.failed.ndjson');
    expect(failed.map((line) => JSON.parse(line))).toEqual([
      { row: 2, reason: 'email must be a string, a number or a list of them', email: {} },
      { row: 3, reason: 'the line must be a JSON object', line: '[]' },
      { row: 4, reason: 'the line is not JSON', line: 'x' },
    ]);
    const corrected = failed.map((line) => line.replace('{}', '"e@b.de"'));
    expect((await importLines(corrected, { name: 'corrected.ndjson' })).counts).toEqual(counts(1, 0, 0, 2));
  });

  it('writes nothing to the table in a dry run, and counts what it would do', async () => {
    await create({ name: 'Ada', email: 'ada@b.de' });
    const before = await readItems(tenant.tenantId);
    const lines = ['companyName,email', 'Acme,ada@b.de', 'Acme,bea@b.de', 'Acme,x'];
    const others = ['email', 'bea@b.de;b@c.de', 'ada@b.de;a@c.de'];
    expect((await importLines(lines, { dryRun: true })).counts).toEqual(counts(1, 1, 0, 1));
    expect(await readItems(tenant.tenantId)).toEqual(before);
    expect((await importLines(lines)).counts).toEqual(counts(1, 1, 0, 1));
    for (const [again, expected] of [
      [lines, counts(0, 0, 2, 1)],
      // Another address is a change, although the contact shows the same one. A person has stated the other contact's.
      [others, counts(0, 1, 1, 0)],
    ] as const)
      for (const dryRun of [true, false]) expect((await importLines(again, { dryRun })).counts).toEqual(expected);
    expect((await readLines('people.notes.csv')).slice(1)).toEqual([expect.stringMatching(/^3,email is left out: a/)]);
  });

  it('notes the rows that bring back an address that was erased', async () => {
    const { id } = await create({ email: 'ada@b.de' });
    await call(deleteContact, { ...tenant, id, method: 'DELETE' });
    expect(await importLines(['name,email', 'Ada,ada@b.de', 'Bea,bea@b.de'])).toMatchObject({ noted: 1 });
    expect(await readLines('people.notes.csv')).toEqual([
      'row,note',
      expect.stringMatching(/^2,email was erased at 2/),
    ]);
  });

  it('waits while the database throttles', async () => {
    let requests = 0;
    service.proxy.intercept = () => (requests++ < 6 ? throttled : 'pass');
    expect((await importLines(['name,email', 'Ada,ada@b.de'])).counts).toEqual(counts(1, 0, 0, 0));
  });

  it('takes over an address that is only reported for another contact, and suggests that the two are one', async () => {
    const { id } = await create({ name: 'Ada' });
    const agent = { kind: 'email', value: 'ada@b.de' };
    const apiKey = await addApiKey(tenant.tenantId, ['contacts:write'], { kind: 'agent' });
    await call(addIdentity, {
      ...tenant,
      apiKey,
      id,
      body: agent,
      method: 'POST',
      path: `/api/contacts/${id}/identities`,
    });
    await importLines(['name,email', 'Ada L,ada@b.de']);
    const { duplicates, claims } = await readItems(tenant.tenantId);
    expect([claims['email#ada@b.de']?.ownerId === id, duplicates.length]).toEqual([false, 2]);
  });

  it('does not go on with a file that is being imported, that has changed since, or in another tenant', async () => {
    await writeFile(path(), 'name,email\nAda,ada@b.de\n');
    const begin = importFile({ path: path(), tenantId: tenant.tenantId, dryRun: false });
    await begin.next();
    const second = importFile({ path: path(), tenantId: tenant.tenantId, dryRun: false });
    await expect(second.next()).rejects.toThrow(/^Another import of .* is running\./);
    await begin.return(undefined);
    const other = importFile({ path: path(), tenantId: randomUUID(), dryRun: false });
    await expect(other.next()).rejects.toThrow('was interrupted');
    await writeFile(path(), 'name,email\nBea,bea@b.de\n');
    const changed = importFile({ path: path(), tenantId: tenant.tenantId, dryRun: false });
    await expect(changed.next()).rejects.toThrow('Delete');
  });

  it('begins anew with a file that has changed before a row of it was imported', async () => {
    await expect(importLines(['name,email', '"Ada,ada@b.de'])).rejects.toThrow('Row 2 does not end');
    expect((await importLines(['name,email', 'Ada,ada@b.de'])).counts).toEqual(counts(1, 0, 0, 0));
  });

  it('names a file that cannot be read', async () => {
    const missing = importFile({ path: join(directory, 'none.csv'), tenantId: tenant.tenantId, dryRun: false });
    await expect(missing.next()).rejects.toThrow(/^Cannot read .*none\.csv: no such file or directory\.$/);
  });
});
