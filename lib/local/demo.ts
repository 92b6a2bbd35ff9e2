import { scopes as allScopes } from '../../schemas/contract.ts';
import { makeApiKey, parseApiKey } from '../auth/apiKey.ts';
import { type StoredContact, toContact } from '../contacts/contact.ts';
import { toFieldValues } from '../contacts/fieldValues.ts';
import { createContact } from '../dynamo/contacts/createContact.ts';
import { listContacts } from '../dynamo/contacts/listContacts.ts';
import { createApiKey, findApiKey } from '../dynamo/tenants/apiKeys.ts';
import type { demoCrm } from './crm/records.ts';

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
  /** The first tenant is connected to the demo CRM. */
  readonly tenants: readonly DemoTenant[];
}

const tenants = [
  {
    tenantId: '6f1c2a52-0f0e-4d0b-9a5e-3d9a2c4f7b10',
    people: [
      { name: 'Henrik Larsen', email: 'henrik@acme-customer.de', phone: '+4915112345678' },
      { name: 'Ludwig van Beethoven', email: 'ludwig@bonn.example' },
      { name: '山田太郎', email: 'taro@example.jp' },
    ],
  },
  {
    tenantId: 'b3a4d6c8-7e21-4c55-8f3a-1d2e3f405162',
    people: [{ name: 'Mary Ann Jones', email: 'mary@other-tenant.example', phone: '+442071838750' }],
  },
];

/**
 * Creates the demo tenants' contacts and API keys where they are missing. Keys in `remembered` that still work are
 * kept.
 */
export const seedDemo = (remembered: readonly DemoTenant[]): Promise<DemoTenant[]> =>
  Promise.all(
    tenants.map(async ({ tenantId, people }) => {
      const before = remembered.find((tenant) => tenant.tenantId === tenantId);
      return {
        tenantId,
        apiKey: await workingKey(tenantId, before?.apiKey, allScopes),
        readOnlyApiKey: await workingKey(tenantId, before?.readOnlyApiKey, ['contacts:read']),
        contacts: (await contactsOf(tenantId, people)).map((item) => {
          const { id, email } = toContact(item);
          return { id, email: email ?? '' };
        }),
      };
    }),
  );

async function workingKey(tenantId: string, text: string | undefined, scopes: readonly string[]): Promise<string> {
  const known = text && (await findApiKey(tenantId, parseApiKey(text).hash));
  if (known && String(known.scopes) === String(scopes)) return text;
  const key = makeApiKey('test', tenantId);
  await createApiKey(key.hash, { tenantId, name: 'demo', scopes, createdAt: new Date().toISOString() });
  return key.text;
}

type People = (typeof tenants)[number]['people'];

async function contactsOf(tenantId: string, people: People): Promise<readonly StoredContact[]> {
  // The oldest contacts are the demo contacts.
  const { items } = await listContacts({ tenantId, sort: 'createdAt', limit: people.length });
  if (items.length > 0) return items;
  const created: StoredContact[] = [];
  for (const person of people) {
    created.push(
      await createContact({ tenantId, values: toFieldValues(person), actor: 'demo', requestId: crypto.randomUUID() }),
    );
  }
  return created;
}
