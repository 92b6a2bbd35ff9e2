import type { CrmToken } from './token.ts';

export interface Connection extends CrmToken {
  /** URL of the service. */
  readonly url: string;
  /** The tenant's API key. */
  readonly apiKey: string;
  readonly crmUrl: string;
}

/** Longer than the service waits for an MCP server that hangs. */
const requestTimeoutMs = 30_000;

/**
 * Connects a tenant to the demo CRM through the API. Does nothing if it is already connected, because a new connection
 * starts a lookup of all contacts. Throws the error of the API.
 */
export async function connectTenant({ url, apiKey, crmUrl, token, isNew }: Connection): Promise<void> {
  const request = (method: string, body?: object) =>
    fetch(`${url}/api/crm-connection`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body && { body: JSON.stringify(body) }),
    });

  const current = await request('GET');
  const connection: { url?: unknown; status?: unknown } = Object(await current.json());
  if (!isNew && current.ok && connection.url === crmUrl && connection.status === 'ok') return;
  const put = await request('PUT', { url: crmUrl, auth: { type: 'bearer', token } });
  const { error }: { error?: unknown } = Object(await put.json());
  if (!put.ok) throw new Error(`PUT /api/crm-connection failed with status ${put.status}: ${error}`);
}
