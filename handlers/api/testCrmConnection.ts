import { decide } from '../../lib/contacts/resolution.ts';
import { askAbout } from '../../lib/crm/lookUp.ts';
import { getConnection } from '../../lib/dynamo/crmConnection.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { testCrmConnection } from '../../schemas/compiled/api/testCrmConnection.js';

/** POST /api/crm-connection/test: what the CRM says about an address, and what that would mean for a contact. */
export const handler = endpoint(testCrmConnection, async ({ tenantId, body: { email = null, phone = null } }) => {
  const { matches, others } = await askAbout(await getConnection(tenantId), { email, phone });
  return { body: { outcome: decide(matches).outcome, matches, others } };
});
