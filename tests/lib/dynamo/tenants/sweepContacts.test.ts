import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { fold } from '../../../../lib/contacts/fold.ts';
import { uuidV7 } from '../../../../lib/contacts/uuid.ts';
import { findDue } from '../../../../lib/dynamo/resolution/dueItems.ts';
import { send } from '../../../../lib/dynamo/table/client.ts';
import { settingsShard } from '../../../../lib/dynamo/table/indexes.ts';
import { findStoredSettings, putSettings } from '../../../../lib/dynamo/tenants/settings.ts';
import { sweepContacts } from '../../../../lib/dynamo/tenants/sweepContacts.ts';
import type { Settings } from '../../../../schemas/settings.ts';
import { broken, type Interception } from '../../../support/dynamoDbProxy.ts';
import { passTime } from '../../../support/passTime.ts';
import { startService } from '../../../support/service.ts';
import { readItems } from '../../../support/table.ts';
import { identity, storedContact, verifiedAt } from '../../contacts/storedContact.ts';

const { proxy } = await startService();
let tenantId = randomUUID();
beforeEach(() => {
  tenantId = randomUUID();
});
afterEach(() => {
  proxy.intercept = () => 'pass';
});

const settings = (ownDomains: string[], freeMailExceptions: string[] = []): Settings => ({
  ownDomains,
  freeMailExceptions,
});
const put = async (body: Settings) => {
  await putSettings(tenantId, body, 'key:1');
  passTime(60_001);
};
const progress = async () => (await findStoredSettings(tenantId))?.sweep;
const sweepAll = async () => {
  while (await sweepContacts(tenantId));
};

/** Stores contacts of the tenant, in the order of their creation, one for each domain. */
async function store(domains: readonly string[], attributes: Partial<StoredContact> = {}): Promise<void> {
  const contacts = domains.map((domain, i) =>
    storedContact({
      tenantId,
      contactId: uuidV7(1000 * i),
      identities: identity('email', `anna@${domain}`, verifiedAt(i)),
      ...attributes,
    }),
  );
  for (let i = 0; i < contacts.length; i += 20) {
    const puts = contacts.slice(i, i + 20).map((Item) => new PutCommand({ TableName: process.env.TABLE_NAME, Item }));
    await Promise.all(puts.map((each) => send((db) => db.send(each))));
  }
}
const contacts = async () => (await readItems(tenantId)).contacts;
const companies = async () => (await contacts()).map((contact) => fold(contact).companyName);

describe('sweepContacts', () => {
  it('derives the companies of all contacts by the new settings, and changes nothing that a person states', async () => {
    await store(['acme.de', 'gmail.com', 'globex.com']);
    await store(['own.example'], {
      contactId: uuidV7(9000),
      sources: { manual: { companyName: ['Initech', 1, 'key:1'] } },
    });
    await store(['merged.example'], { contactId: uuidV7(9001), mergedInto: uuidV7(0) });
    await put(settings(['acme.de'], ['gmail.com']));
    expect(await sweepContacts(tenantId)).toBe(false);
    expect(await companies()).toEqual([null, 'Gmail', 'Globex', 'Initech', null]);
    expect(await progress()).toMatchObject({ finishedAt: expect.any(String), contacts: 5 });
    const manual = (await contacts()).map(({ sources }) => sources.manual);
    await put(settings([]));
    await sweepAll();
    expect(await companies()).toEqual(['Acme', null, 'Globex', 'Initech', null]);
    expect((await contacts()).map(({ sources }) => sources.manual)).toEqual(manual);
  });

  it('does nothing before a minute has passed, without settings, and once it has finished', async () => {
    await store(['acme.de']);
    expect(await sweepContacts(tenantId)).toBe(false);
    await putSettings(tenantId, settings([]), 'key:1');
    expect(await sweepContacts(tenantId)).toBe(false);
    expect([await companies(), await progress()]).toEqual([[null], expect.objectContaining({ contacts: 0 })]);
    passTime(60_001);
    await sweepAll();
    const done = await progress();
    expect([await companies(), done?.contacts]).toEqual([['Acme'], 1]);
    expect((await findDue(settingsShard, Date.now())).filter((due) => due.tenantId === tenantId)).toEqual([]);
    await sweepAll();
    expect(await progress()).toEqual(done);
  });

  it('finishes where the tenant has no contacts', async () => {
    await put(settings([]));
    await sweepAll();
    expect(await progress()).toMatchObject({ finishedAt: expect.any(String), contacts: 0 });
  });

  it('goes on page by page, and costs no request for a contact that keeps its company', async () => {
    await store(Array(230).fill('gmail.com'));
    await put(settings([]));
    proxy.operations.length = 0;
    const seen = [];
    for (let page = 0; page < 3; page++) seen.push([await sweepContacts(tenantId), (await progress())?.contacts]);
    expect(seen).toEqual([
      [true, 100],
      [true, 200],
      [false, 230],
    ]);
    // The second of the reads is that of this test.
    expect(proxy.operations).toEqual(Array(3).fill(['GetItem', 'Query', 'UpdateItem', 'GetItem']).flat());
  });

  it('begins again when the settings change between pages or during one, and never finishes by the old ones', async () => {
    await store([...Array(100).fill('acme.de'), 'globex.com']);
    await put(settings([]));
    await sweepContacts(tenantId);
    await putSettings(tenantId, settings(['acme.de']), 'key:1');
    expect([await sweepContacts(tenantId), (await progress())?.contacts]).toEqual([false, 0]);
    passTime(60_001);
    let hasPut = false;
    proxy.intercept = async (operation): Promise<Interception> => {
      if (operation !== 'Query' || hasPut) return 'pass';
      hasPut = true;
      await putSettings(tenantId, settings(['globex.com']), 'key:1');
      return 'pass';
    };
    expect([await sweepContacts(tenantId), await progress()]).toEqual([
      false,
      expect.objectContaining({ finishedAt: null, contacts: 0 }),
    ]);
    passTime(60_001);
    await sweepAll();
    expect(await companies()).toEqual([...Array(100).fill('Acme'), null]);
    expect(await progress()).toMatchObject({ finishedAt: expect.any(String), contacts: 101 });
  });

  it('of two calls at once makes each change once, and counts each contact once', async () => {
    await store([...Array(99).fill('gmail.com'), ...Array(10).fill('acme.de')]);
    await put(settings([]));
    await Promise.all([sweepAll(), sweepAll(), sweepAll()]);
    await sweepAll();
    expect(
      (await contacts()).slice(99).map(({ version, sources }) => [version, sources.domain?.companyName?.[0]]),
    ).toEqual(Array(10).fill([8, 'Acme']));
    expect(await progress()).toMatchObject({ finishedAt: expect.any(String), contacts: 109 });
  });

  it('goes on where it was, whichever request was its last', async () => {
    let isKilled = true;
    for (let last = 1; isKilled; last++) {
      tenantId = randomUUID();
      await store(['acme.de', 'gmail.com', 'globex.com']);
      await put(settings([]));
      let requests = 0;
      proxy.intercept = () => (requests++ < last ? 'pass' : broken);
      isKilled = await sweepContacts(tenantId).then(
        () => false,
        () => true,
      );
      proxy.intercept = () => 'pass';
      await sweepAll();
      expect((await contacts()).map(({ version }) => version)).toEqual([8, 7, 8]);
      expect(await companies()).toEqual(['Acme', null, 'Globex']);
      expect(await progress()).toMatchObject({ finishedAt: expect.any(String), contacts: 3 });
    }
  });
});
