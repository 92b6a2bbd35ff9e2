import { randomUUID } from 'node:crypto';
import type { StoredContact } from '../../../../lib/contacts/contact.ts';
import { assertedBy } from '../../../../lib/contacts/fieldValues.ts';
import { maxIdentities } from '../../../../lib/contacts/identities.ts';
import type { Field } from '../../../../lib/contacts/sources.ts';
import { presets } from '../../../../lib/crm/presets/presets.ts';
import { insertContact } from '../../../../lib/dynamo/contacts/insertContact.ts';
import { newConnection, putConnection } from '../../../../lib/dynamo/tenants/crmConnection.ts';
import { putSettings } from '../../../../lib/dynamo/tenants/settings.ts';
import { startBareServer } from '../../../lib/crm/servers/bareServer.ts';
import type { Match } from '../../../lib/crm/servers/findContact.ts';
import { allowCrms } from '../../../support/crm.ts';
import { addApiKey, startService, type Tenant } from '../../../support/service.ts';
import { partsIn, readItems, type TenantItems } from '../../../support/table.ts';
import type { Running } from './step.ts';
import { followHistory } from './stream.ts';

/** What a person has stated about a contact, in one request. */
export type Statement = {
  readonly contactId: string;
  /** The fields that the request may change in what people state. */
  readonly touched: readonly Field[];
  /** The values that it states. */
  readonly values: { readonly [F in Field]?: string | null };
  readonly status: number;
};

/** What became of a request to erase a contact. */
export type Erasure = { readonly contactId: string; readonly status: number };

/** A tenant of a history, and what its people and messages have said. */
export type World = Tenant & {
  readonly agentKey: string;
  readonly crmAddressesProve: boolean;
  /** All emails that the CRM has had. */
  readonly crmEmails: Set<string>;
  /** The contacts that the API created, the first two of them before the history begins. */
  readonly created: string[];
  /** The statements of the current round. */
  readonly statements: Statement[];
  /** The erasures of the current round. */
  readonly erasures: Erasure[];
  /** Which addresses people have stated to be those of which contacts: pairs of a contact's id and a key. */
  readonly stated: [contactId: string, key: string][];
  /** Which addresses agents have stated, as `stated`. */
  readonly reported: [contactId: string, key: string][];
  /** How many of `stated` and `reported` are of earlier rounds. */
  readonly earlier: { stated: number; reported: number };
  /** When messages of the current round came from which addresses. */
  readonly heard: [key: string, at: number][];
  /** The keys of addresses that one message or change of identity named together. */
  readonly together: [key: string, other: string][];
  /** The events so far, to be delivered again. */
  readonly events: (() => Running)[];
  /**
   * Whether a call of the current round may be 500: its function is killed, or its connections break again and again,
   * which the SDK does not recognise in Jest, because Node's errors are of another realm.
   */
  mayBreak: boolean;
  /** The tenant's items at the beginning of the current round. */
  items: TenantItems;
};

type WorldOptions = { readonly crmAddressesProve: boolean; readonly isCrowded: boolean };

const email = 'anna@acme.de';
const anna = {
  email,
  identities: { [`email#${email}`]: { kind: 'email', value: email, confirmed: [1, 'key:1'] as const } },
};
const nobody = { email: undefined, identities: {} };
/** A contact that can have two more addresses. */
const crowded = {
  email: undefined,
  identities: Object.fromEntries(
    Array.from({ length: maxIdentities - 2 }, (_, i) => [
      `chat#id-${i}`,
      { kind: 'chat', value: `id-${i}`, verified: [1, 'message:1'] as const },
    ]),
  ),
};

/** Starts the service and a CRM for histories, until the tests of one file end. */
export async function startWorlds() {
  const service = await startService();
  await allowCrms();
  const records: Match[] = [];
  const server = await startBareServer({ records });
  afterAll(() => server.close());

  /**
   * A tenant with a connection to the CRM and two contacts: one with an email, and one without an address or with many.
   */
  async function create({ crmAddressesProve, isCrowded }: WorldOptions, crmEmails: Set<string>): Promise<World> {
    const tenant = await service.tenant();
    const { tenantId } = tenant;
    const connection = newConnection(
      {
        tenantId,
        revision: randomUUID(),
        url: server.url,
        auth: { type: 'none' },
        injectTenant: false,
        serverProtocol: { protocol: 'bare', at: Date.now() },
        ...presets.default,
      },
      'key:1',
    );
    const [agentKey] = await Promise.all([
      addApiKey(tenantId, ['contacts:read', 'contacts:write'], { kind: 'agent' }),
      putConnection(connection),
      putSettings(tenantId, { ownDomains: [], freeMailExceptions: [], crmAddressesProve }, 'key:1'),
    ]);
    const created: string[] = [];
    const stated: [string, string][] = [];
    const at = Date.now();
    for (const { email, identities } of [anna, isCrowded ? crowded : nobody]) {
      const sources = { manual: assertedBy('key:1', at, { firstName: 'Anna', ...(email && { email }) }) };
      const result = await insertContact({ tenantId, sources, identities, actor: 'key:1', requestId: randomUUID() });
      if (!('inserted' in result)) throw new Error('The tenant is not new');
      const { contactId } = result.inserted;
      created.push(contactId);
      for (const key of Object.keys(identities)) stated.push([contactId, key]);
    }
    const items = await readItems(tenantId);
    return {
      ...tenant,
      agentKey,
      crmAddressesProve,
      created,
      crmEmails,
      statements: [],
      erasures: [],
      stated,
      reported: [],
      earlier: { stated: stated.length, reported: 0 },
      heard: [],
      together: [],
      events: [],
      mayBreak: false,
      items,
    };
  }

  return { service, records, create, stream: followHistory() };
}

/** A contact of a history: one of the first two, or the owner of an address; the first one if nobody owns it. */
export function contactIn({ created, items: { claims } }: World, who: number | string): string {
  const found = typeof who === 'number' ? created[who] : claims[who]?.ownerId;
  return found ?? created[0] ?? '';
}

/** The contact with an id, merged or not, as it would be without merges. */
export const storedIn = ({ items }: World, id: string): StoredContact | undefined =>
  partsIn(items.contacts).find(({ contactId }) => contactId === id);
