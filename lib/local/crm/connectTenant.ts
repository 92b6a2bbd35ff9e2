export interface Connection {
  /** URL of the service. */
  readonly url: string;
  /** The tenant's API key. */
  readonly apiKey: string;
  readonly crmUrl: string;
  /** The CRM's bearer token. */
  readonly token: string;
}

/** Longer than the service waits for an MCP server that hangs. */
const requestTimeoutMs = 30_000;

/** Connects a tenant that has no connection to the demo CRM, through the API. Throws the error of the API. */
export async function connectTenant({ url, apiKey, crmUrl, token }: Connection): Promise<void> {
  if ((await connectedUrl({ url, apiKey })) !== undefined) return;
  const body = JSON.stringify({ url: crmUrl, auth: { type: 'bearer', token } });
  await request(url, apiKey, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
}

/** The URL of the CRM that a tenant is connected to; `undefined` if it has no connection. */
export async function connectedUrl({ url, apiKey }: Pick<Connection, 'url' | 'apiKey'>): Promise<string | undefined> {
  const connection = await request(url, apiKey, { method: 'GET' });
  return connection === undefined ? undefined : String(connection.url);
}

/** The body of the response; `undefined` for 404. */
async function request(
  url: string,
  apiKey: string,
  { method, headers, body }: { method: string; headers?: Record<string, string>; body?: string },
): Promise<{ url?: unknown } | undefined> {
  const response = await fetch(`${url}/api/crm-connection`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...headers },
    signal: AbortSignal.timeout(requestTimeoutMs),
    ...(body && { body }),
  });
  const answer: { url?: unknown; error?: unknown } = Object(await response.json());
  if (response.status === 404) return undefined;
  if (!response.ok)
    throw new Error(`${method} /api/crm-connection failed with status ${response.status}: ${answer.error}`);
  return answer;
}
