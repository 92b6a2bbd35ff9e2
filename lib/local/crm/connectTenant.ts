import type { CrmToken } from './token.ts';

export interface Connecting extends CrmToken {
  /** URL of the service. */
  readonly url: string;
  /** Of the tenant. */
  readonly apiKey: string;
  readonly crmUrl: string;
}

/** Longer than the service takes to ask a server that hangs. */
const patienceMs = 30_000;

/**
 * Connects a tenant to the demo CRM over the API, as anybody would; one that is connected is left alone, because its contacts
 * would all be looked up anew. Throws what the service says against it.
 */
export async function connectTenant({ url, apiKey, crmUrl, token, isNew }: Connecting): Promise<void> {
  const request = (method: string, body?: object) =>
    fetch(`${url}/api/crm-connection`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(patienceMs),
      ...(body && { body: JSON.stringify(body) }),
    });

  const shown = await request('GET');
  const connection: { url?: unknown; status?: unknown } = Object(await shown.json());
  if (!isNew && shown.ok && connection.url === crmUrl && connection.status === 'ok') return;
  const put = await request('PUT', { url: crmUrl, auth: { type: 'bearer', token } });
  const { error }: { error?: unknown } = Object(await put.json());
  if (!put.ok) throw new Error(`PUT /api/crm-connection is answered by ${put.status}, ${error}`);
}
