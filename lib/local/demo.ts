import type { ContactInput } from '../../schemas/contact.ts';
import { scopes as allScopes, type Scope } from '../../schemas/contract.ts';
import { makeApiKey, parseApiKey } from '../auth/apiKey.ts';
import { type ApiKey, isActive, newKey } from '../contacts/apiKeys.ts';
import { type StoredContact, toContact } from '../contacts/contact.ts';
import { toFieldValues } from '../contacts/fieldValues.ts';
import { createContact } from '../dynamo/contacts/createContact.ts';
import { findContact } from '../dynamo/contacts/getContact.ts';
import { listContacts } from '../dynamo/contacts/listContacts.ts';
import { restoreContact } from '../dynamo/contacts/restoreContact.ts';
import { createApiKey, findApiKey, listApiKeys } from '../dynamo/tenants/apiKeys.ts';
import { getSettings } from '../dynamo/tenants/settings.ts';
import type { demoCrm } from './crm/records.ts';
import { demoStory } from './demoStory.ts';

/** A tenant with demo data. */
export type DemoTenant = {
  readonly tenantId: string;
  readonly apiKey: string;
  readonly readOnlyApiKey: string;
  readonly contacts: readonly { readonly id: string; readonly email: string }[];
};

/** The content of .local/demo.json: URLs, keys and ids of the demo. */
export interface Demo {
  readonly url: string;
  readonly lambdaUrl: string;
  readonly dynamodb: string;
  readonly eventsUrl: string;
  readonly crm: typeof demoCrm & { readonly url: string };
  /** The first tenant is connected to the demo CRM, unless its connection was changed or deleted. */
  readonly tenants: readonly DemoTenant[];
}

type DemoPerson = ContactInput | typeof demoStory;

/** The story is the first contact, because it is the oldest. */
const tenants: readonly { readonly tenantId: string; readonly people: readonly DemoPerson[] }[] = [
  {
    tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
    people: [
      demoStory,
      { name: 'Ludwig van Beethoven', email: 'ludwig@bonn.example' },
      { name: '山田太郎', email: 'taro@example.jp' },
      { name: 'Jürgen Müller', email: 'jurgen.mueller@acme-customer.de', phone: '+4915112349876' },
    ],
  },
  {
    tenantId: 'b3a4d6c8-7e21-4c55-8f3a-1d2e3f405162',
    people: [{ name: 'Mary Ann Jones', email: 'mary@other-tenant.example', phone: '+442071838750' }],
  },
];

/** The scope of a tenant's second key. It is stored last, and so marks that the demo data is complete. */
const readOnly: readonly Scope[] = ['contacts:read'];

/**
 * Creates the demo data of tenants that have none, and returns all of it. `beforeContacts` is called with the first
 * tenant and its API key before its contacts are created. Data that exists stays as it is, whatever was changed or
 * deleted; a key is replaced only if it is not in `remembered` or does not work.
 */
export async function seedDemo(
  remembered: readonly DemoTenant[],
  beforeContacts: (tenant: Pick<DemoTenant, 'tenantId' | 'apiKey'>) => Promise<void>,
): Promise<DemoTenant[]> {
  const seeded: DemoTenant[] = [];
  for (const [index, { tenantId, people }] of tenants.entries()) {
    const before = remembered.find((tenant) => tenant.tenantId === tenantId);
    const isNew = !(await listApiKeys(tenantId)).some((key) => isDemoKey(key, readOnly));
    const apiKey = await workingKey(tenantId, before?.apiKey, allScopes);
    if (isNew && index === 0) await beforeContacts({ tenantId, apiKey });
    const contacts = isNew
      ? await createContacts(tenantId, people)
      : await findContacts(tenantId, before, people.length);
    const readOnlyApiKey = await workingKey(tenantId, before?.readOnlyApiKey, readOnly);
    seeded.push({ tenantId, apiKey, readOnlyApiKey, contacts: contacts.map(describe) });
  }
  return seeded;
}

const isDemoKey = ({ name, scopes }: ApiKey, expected: readonly string[]) =>
  name === 'demo' && String(scopes) === String(expected);

async function workingKey(tenantId: string, text: string | undefined, scopes: readonly Scope[]): Promise<string> {
  const known = text && (await findApiKey(tenantId, parseApiKey(text).hash));
  if (known && isActive(known, Date.now()) && String(known.scopes) === String(scopes)) return text;
  const made = makeApiKey('test', tenantId);
  const key = { tenantId, keyHash: made.hash, name: 'demo', kind: 'person', scopes, createdBy: 'demo' } as const;
  await createApiKey(newKey(key, Date.now()));
  return made.text;
}

async function createContacts(tenantId: string, people: readonly DemoPerson[]): Promise<readonly StoredContact[]> {
  // A start that was interrupted may have created some of them.
  const { items } = await listContacts({ tenantId, sort: 'createdAt', limit: people.length });
  const contacts = [...items];
  for (const person of people.slice(items.length)) contacts.push(await createPerson(tenantId, person));
  return contacts;
}

async function createPerson(tenantId: string, person: DemoPerson): Promise<StoredContact> {
  if (typeof person !== 'function')
    return createContact({
      tenantId,
      values: toFieldValues(person),
      actor: 'demo',
      requestId: crypto.randomUUID(),
    });
  const exported = person(tenantId, await getSettings(tenantId), Date.now());
  await restoreContact({ tenantId, exported });
  return { tenantId, ...exported.contact };
}

/** The remembered contacts that still exist; the oldest ones if there are none. */
async function findContacts(
  tenantId: string,
  remembered: DemoTenant | undefined,
  limit: number,
): Promise<readonly StoredContact[]> {
  const found = await Promise.all((remembered?.contacts ?? []).map(({ id }) => findContact(tenantId, id)));
  const known = found.filter((contact) => contact !== undefined);
  return known.length > 0 ? known : (await listContacts({ tenantId, sort: 'createdAt', limit })).items;
}

function describe(contact: StoredContact): DemoTenant['contacts'][number] {
  const { id, email } = toContact(contact);
  return { id, email: email ?? '' };
}
