import { createAuthorization } from '../../lib/crm/credentials/authorization.ts';
import { crmFetch } from '../../lib/crm/crmFetch.ts';
import { discoverTokenUrl } from '../../lib/crm/mcp/discoverTokenUrl.ts';
import { openSession } from '../../lib/crm/mcp/openSession.ts';
import type { Auth, CrmSecret } from '../../schemas/crmAuth.ts';

/** Runs one scenario of MCP's conformance tests with our own session. The URL of its server is the last argument. */
const url = process.argv.at(-1) ?? '';
const fetch = crmFetch({ allowLoopback: true });
const signal = AbortSignal.timeout(100_000);

const [auth, secret] = await credentials();
const session = await openSession({ url, authorization: createAuthorization(auth, secret, { fetch }), fetch, signal });
for (const { name } of await session.listTools({ signal })) {
  await session.callTool(name, name === 'add_numbers' ? { a: 5, b: 3 } : {}, { signal });
}
await session.close();

async function credentials(): Promise<[Auth, CrmSecret]> {
  const given: unknown = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
  const { client_id: clientId, client_secret: clientSecret } = Object(given);
  if (clientId === undefined) return [{ type: 'none' }, {}];
  return [{ type: 'client_credentials', clientId, tokenUrl: await discoverTokenUrl(url, fetch) }, { clientSecret }];
}
