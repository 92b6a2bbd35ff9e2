import type { Demo } from './demo.ts';

/** What a developer needs to try the service: where events go, whom the CRM knows, the demo's keys, and a request that works when pasted. */
export function greeting({ url, eventsUrl, crm, tenants }: Demo): string {
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
  const lines = [
    `The contact service answers on ${url} until Ctrl-C.`,
    `Events go to ${eventsUrl} (PutEvents), or by npm run send-event.`,
    `The demo CRM (${crm.url}) of the first tenant knows ${crm.known.email}.`,
  ];
  return `${lines.join('\n')}\n\n${keys.join('')}\n${request.join(' ')}\n`;
}
