import type { Demo } from './demo.ts';

/** The text that `npm start` prints: URLs, the demo's API keys, and a request to paste. */
export function greeting({ url, eventsUrl, crm, tenants }: Demo, isConnected: boolean): string {
  const keys = tenants.map(
    ({ tenantId, apiKey, readOnlyApiKey }) =>
      `Tenant ${tenantId}\n  API key           ${apiKey}\n  read-only API key ${readOnlyApiKey}\n`,
  );
  const [tenant] = tenants;
  const [contact] = tenant?.contacts ?? [];
  const request = [
    contact ? `curl -X PATCH ${url}/api/contacts/${contact.id}` : `curl -X POST ${url}/api/contacts`,
    `-H 'authorization: Bearer ${tenant?.apiKey}'`,
    `-H 'content-type: application/json'`,
    `-d '{"name": "Henrik B. Larsen"}'`,
  ];
  const lines = [
    `The contact service runs at ${url}. Stop it with Ctrl-C.`,
    `Try the API in a browser at ${url}/docs, with one of the keys below.`,
    `Send events with npm run send-event, or with PutEvents to ${eventsUrl}.`,
    ...(isConnected
      ? [`The first tenant is connected to a demo CRM (${crm.url}), which has a record for ${crm.known.email}.`]
      : []),
  ];
  return `${lines.join('\n')}\n\n${keys.join('')}\n${request.join(' ')}\n`;
}
