import type { DemoTenant } from './demo.ts';

/** What a developer needs to try the service at `url`: where events go, the demo's keys, and a request that works when pasted. */
export function greeting(url: string, eventsUrl: string, tenants: readonly DemoTenant[]): string {
  const keys = tenants.map(
    ({ tenantId, apiKey, readOnlyApiKey }) =>
      `Tenant ${tenantId}\n  may do all   ${apiKey}\n  reads only   ${readOnlyApiKey}\n`,
  );
  const [tenant] = tenants;
  const request = [
    `curl -X PATCH ${url}/api/contacts/${tenant?.contacts[0]?.id}`,
    `-H 'authorization: Bearer ${tenant?.apiKey}'`,
    `-H 'content-type: application/json'`,
    `-d '{"name": "Henrik B. Larsen"}'`,
  ];
  const lines = `The contact service answers on ${url} until Ctrl-C.\nEvents go to ${eventsUrl} (PutEvents), or by npm run send-event.`;
  return `${lines}\n\n${keys.join('')}\n${request.join(' ')}\n`;
}
