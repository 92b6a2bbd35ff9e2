import { findConnection } from '../../dynamo/tenants/crmConnection.ts';

export interface Connection {
  /** URL of the service. */
  readonly url: string;
  /** The tenant's API key. */
  readonly apiKey: string;
  readonly tenantId: string;
  readonly crmUrl: string;
  /** The CRM's bearer token. */
  readonly token: string;
}

/** Longer than the service waits for an MCP server that hangs. */
const requestTimeoutMs = 30_000;

/** Whether a tenant is connected to the CRM at this URL. */
export const isConnectedTo = async (crmUrl: string, tenantId: string): Promise<boolean> =>
  (await findConnection(tenantId))?.url === crmUrl;

/** Connects a tenant that has no connection to the demo CRM, through the API. Throws the error of the API. */
export async function connectTenant({ url, apiKey, tenantId, crmUrl, token }: Connection): Promise<void> {
  // Asked of the table: the API would log that it does not find the connection.
  if (await findConnection(tenantId)) return;
  const response = await fetch(`${url}/api/crm-connection`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: crmUrl, auth: { type: 'bearer', token } }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const { error }: { error?: unknown } = Object(await response.json());
  if (!response.ok) throw new Error(`PUT /api/crm-connection failed with status ${response.status}: ${error}`);
}
