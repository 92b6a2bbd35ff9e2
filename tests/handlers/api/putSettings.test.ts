import { handler as createContact } from '../../../handlers/api/createContact.ts';
import { handler as findOrCreateContact } from '../../../handlers/api/findOrCreateContact.ts';
import { handler as getSettings } from '../../../handlers/api/getSettings.ts';
import { handler as putSettings } from '../../../handlers/api/putSettings.ts';
import { handler as updateContact } from '../../../handlers/api/updateContact.ts';
import { call } from '../../support/call.ts';
import { startService } from '../../support/service.ts';
import { readItems } from '../../support/table.ts';

const service = await startService();
const settings = {
  ownDomains: ['our-company.de', 'bücher.example'],
  freeMailExceptions: ['t-online.de'],
  ignoredSenders: ['newsletter@*', 'sms:DHL'],
  allowedSenders: ['no-reply@partner.example'],
  defaultCountry: 'DE',
  nameOrder: 'surnameFirst',
};
const path = '/api/settings';
const get = (credential: object) => call(getSettings, { ...credential, method: 'GET', path });
const put = (credential: object, body: unknown, headers = {}) =>
  call(putSettings, { ...credential, method: 'PUT', path, body: Object(body), headers });

describe('PUT /api/settings', () => {
  it('replaces all settings of the tenant and none of another tenant', async () => {
    const [tenant, other] = [await service.tenant(), await service.tenant()];
    const empty = { ownDomains: [], freeMailExceptions: [] };
    const sweep = { startedAt: expect.any(String), finishedAt: null, contacts: 0 };
    expect((await get(tenant)).body).toEqual(empty);
    expect(await put(tenant, settings)).toMatchObject({ status: 200, body: settings });
    expect((await get(tenant)).body).toEqual({ ...settings, sweep });
    expect((await get(other)).body).toEqual(empty);
    await put(tenant, empty);
    expect((await get(tenant)).body).toEqual({ ...empty, sweep });
  });

  it('stores the settings where they are not read as a contact', async () => {
    const tenant = await service.tenant();
    await put(tenant, settings);
    expect((await readItems(tenant.tenantId)).contacts).toEqual([]);
  });

  it.each([
    ['an array', [], 'the body must be a JSON object'],
    ['only one of the lists', { ownDomains: [] }, 'freeMailExceptions is missing'],
    ...['de', 'XX', ''].map((country): [string, object, string] => [
      `the country ${country}`,
      { ...settings, defaultCountry: country },
      'defaultCountry must be a country code of ISO 3166-1 in capitals, for example DE',
    ]),
    [
      'another order of names',
      { ...settings, nameOrder: 'surname' },
      'nameOrder must be one of givenFirst, surnameFirst',
    ],
    ['an unknown key', { ...settings, colour: 'blue' }, 'colour is unknown or read-only'],
    ['a string in place of a list', { ...settings, ownDomains: 'acme.de' }, 'ownDomains must be an array'],
    [
      'a name that is not a domain',
      { ...settings, ownDomains: ['acme'] },
      'ownDomains/0 must be a domain, for example acme-customer.de',
    ],
    [
      'an email address',
      { ...settings, ownDomains: ['a@acme.de'] },
      'ownDomains/0 must be a domain, for example acme-customer.de',
    ],
    [
      'a public suffix',
      { ownDomains: ['co.uk'], freeMailExceptions: ['a.de', 'github.io'] },
      'ownDomains/0 must be a domain that somebody owns, not a public suffix; ' +
        'freeMailExceptions/1 must be a domain that somebody owns, not a public suffix',
    ],
    [
      'a pattern that means everybody',
      { ...settings, ignoredSenders: ['newsletter@*', '*'] },
      'ignoredSenders/1 must be an email address, a domain, a phone number with +, or an id such as sms:DHL; ' +
        '* stands for any characters',
    ],
    [
      'too many and too long patterns',
      {
        ...settings,
        ignoredSenders: Array.from({ length: 101 }, (_, i) => `a${i}.de`),
        allowedSenders: ['a'.repeat(255)],
      },
      'ignoredSenders must have at most 100 items; allowedSenders/0 must have at most 254 characters',
    ],
    ['a duplicate domain', { ...settings, ownDomains: ['a.de', 'a.de'] }, 'ownDomains must not have duplicate items'],
    [
      'too many domains',
      { ...settings, ownDomains: Array.from({ length: 101 }, (_, i) => `a${i}.de`) },
      'ownDomains must have at most 100 items',
    ],
  ])('returns 400 for %s', async (_, body, error) => {
    expect(await put(await service.tenant(), body)).toMatchObject({ status: 400, body: { error } });
  });

  it('returns 403 without the scope settings:manage', async () => {
    const { status, body } = await put(await service.tenant('contacts:read', 'contacts:write'), settings);
    expect([status, body]).toEqual([403, { error: 'The credential lacks the scope settings:manage' }]);
  });
});

describe('the order of names', () => {
  it('splits the full names that callers write', async () => {
    const tenant = await service.tenant();
    const body = { name: 'Kovács Péter', email: 'peter@acme.example' };
    const parts = { firstName: 'Péter', lastName: 'Kovács' };
    await put(tenant, { ...settings, nameOrder: 'surnameFirst' });
    const created = await call(createContact, { ...tenant, method: 'POST', body });
    expect(created.body).toMatchObject(parts);
    const patch = (input: object) => call(updateContact, { ...tenant, id: created.body.id, body: input });
    expect((await patch({ name: 'Nagy Anna' })).body).toMatchObject({ firstName: 'Anna', lastName: 'Nagy' });
    expect((await patch(body)).body).toMatchObject(parts);
    const other = { ...body, email: 'other@acme.example' };
    expect((await call(findOrCreateContact, { ...tenant, method: 'PUT', body: other })).body).toMatchObject(parts);
  });
});
