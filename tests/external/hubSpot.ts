import { fileURLToPath } from 'node:url';
import { type ReceivedRequest, respondJson, serve, type TestServer } from '../lib/crm/servers/serve.ts';
import { startChild } from './childProcess.ts';
import { bridge } from './stdioBridge.ts';

/** A contact in HubSpot. */
export type HubSpotContact = { readonly id: string; readonly properties: Readonly<Record<string, string | null>> };

export type HubSpot = TestServer & {
  /** The requests to the stand-in for HubSpot's REST API. */
  readonly apiRequests: readonly ReceivedRequest[];
};

/** With a `status` other than 200, HubSpot's REST API responds to every request with it, in place of contacts. */
export type HubSpotOptions = { readonly contacts: readonly HubSpotContact[]; readonly status?: number };

/** Serves HubSpot's own MCP server, in its own process, with a stand-in for HubSpot's REST API. */
export async function startHubSpot({ contacts, status = 200 }: HubSpotOptions): Promise<HubSpot> {
  const api = await serve((_, response, { method, path, body }) => {
    if (status !== 200) return respondJson(response, { status: 'error', message: 'no' }, status);
    if (method !== 'POST' || path !== '/crm/v3/objects/contacts/search') return response.writeHead(404).end();
    const { filterGroups = [], limit = 10 } = Object(body);
    const found = contacts.filter((contact) => filterGroups.some((group: unknown) => matches(contact, group)));
    return respondJson(response, { total: found.length, results: found.slice(0, limit).map(toApiContact) });
  });
  const program = fileURLToPath(import.meta.resolve('@hubspot/mcp-server'));
  const { child, end } = startChild([program], {
    BASE_URL_OVERRIDE: new URL(api.url).origin,
    PRIVATE_APP_ACCESS_TOKEN: 'a token of a test',
  });
  child.stderr.resume();
  const front = await bridge(child);
  return {
    url: front.url,
    requests: front.requests,
    apiRequests: api.requests,
    async close() {
      await end();
      await Promise.all([front.close(), api.close()]);
    },
  };
}

/** All filters of a group must match. HubSpot ignores case. The id of a contact is its property `hs_object_id`, too. */
const matches = ({ id, properties }: HubSpotContact, group: unknown): boolean =>
  Object(group).filters.every(
    ({ propertyName = '', operator, value }: Readonly<Record<string, string>>) =>
      operator === 'EQ' && { ...properties, hs_object_id: id }[propertyName]?.toLowerCase() === value?.toLowerCase(),
  );

const toApiContact = (contact: HubSpotContact) => ({
  ...contact,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  archived: false,
});
