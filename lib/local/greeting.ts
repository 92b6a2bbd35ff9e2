import type { DemoTenant } from './demo.ts';

/** What a developer needs to try the service at `url`: the demo's keys, and a request that works when pasted. */
export function greeting(url: string, tenants: readonly DemoTenant[]): string {
  const keys = tenants.map(
    ({ tenantId, apiKey, readOnlyApiKey }) =>
      `Tenant ${tenantId}\n  reads and writes  ${apiKey}\n  reads only        ${readOnlyApiKey}\n`,
  );
  const [tenant] = tenants;
  const request = [
    `curl -X PATCH ${url}/api/contacts/${tenant?.contacts[0]?.id}`,
    `-H 'authorization: Bearer ${tenant?.apiKey}'`,
    `-H 'content-type: application/json'`,
    `-d '{"name": "Henrik B. Larsen"}'`,
  ];
  return `The contact service answers on ${url} until Ctrl-C.\n\n${keys.join('')}\n${request.join(' ')}\n`;
}
