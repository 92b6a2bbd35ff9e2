import { fileURLToPath } from 'node:url';
import { startChild } from './childProcess.ts';
import { type Asked, answerJson, serve, type TestServer } from './serve.ts';
import { bridge } from './stdioBridge.ts';

/** A contact of HubSpot. */
export type HubSpotContact = { readonly id: string; readonly properties: Readonly<Record<string, string | null>> };

export type HubSpot = TestServer & {
  /** What HubSpot's REST API was asked. */
  readonly apiRequests: readonly Asked[];
};

/** The status that HubSpot's REST API answers every request with, in place of contacts. */
export type HubSpotOptions = { readonly contacts: readonly HubSpotContact[]; readonly status?: number };

/** Serves HubSpot's own MCP server, in a process of its own, in front of a stand-in for HubSpot's REST API. */
export async function startHubSpot({ contacts, status = 200 }: HubSpotOptions): Promise<HubSpot> {
  const api = await serve((_, response, { method, path, body }) => {
    if (status !== 200) return answerJson(response, { status: 'error', message: 'no' }, status);
    if (method !== 'POST' || path !== '/crm/v3/objects/contacts/search') return response.writeHead(404).end();
    const { filterGroups = [], limit = 10 } = Object(body);
    const found = contacts.filter((contact) => filterGroups.some((group: unknown) => matches(contact, group)));
    return answerJson(response, { total: found.length, results: found.slice(0, limit).map(asAnswered) });
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

/** Filters of a group are all to hold; HubSpot compares without regard to case. */
const matches = ({ properties }: HubSpotContact, group: unknown): boolean =>
  Object(group).filters.every(
    ({ propertyName, operator, value }: Readonly<Record<string, string>>) =>
      operator === 'EQ' && properties[propertyName ?? '']?.toLowerCase() === value?.toLowerCase(),
  );

const asAnswered = (contact: HubSpotContact) => ({
  ...contact,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  archived: false,
});
