import { authorizationOf, discoverTokenUrl } from '../../../../lib/crm/credentials/authorization.ts';
import { openSession } from '../../../../lib/crm/mcp/openSession.ts';
import { outboundFetch } from '../../../../lib/outbound/outboundFetch.ts';
import type { Auth, CrmSecret } from '../../../../schemas/crmAuth.ts';

/** Does with our own session what a scenario of MCP's conformance tests wants; they give the URL as the last argument. */
const url = process.argv.at(-1) ?? '';
const fetch = outboundFetch({ allowLoopback: true });
const signal = AbortSignal.timeout(15_000);

const [auth, secret] = await credentials();
const session = await openSession({ url, authorization: authorizationOf(auth, secret, { fetch }), fetch, signal });
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
