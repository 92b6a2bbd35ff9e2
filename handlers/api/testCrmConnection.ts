import { outcomeOf } from '../../lib/contacts/matching.ts';
import { askAbout } from '../../lib/crm/lookUp.ts';
import { recordOutcome } from '../../lib/dynamo/tenants/circuitBreaker.ts';
import { getConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { testCrmConnection } from '../../schemas/compiled/api/testCrmConnection.js';

/**
 * POST /api/crm-connection/test: looks an address up in the CRM, and returns what that would mean for a contact. A successful
 * test closes the circuit.
 */
export const handler = endpoint(testCrmConnection, async ({ tenantId, body: { email = null, phone = null } }) => {
  const connection = await getConnection(tenantId);
  const { matches, others, isTruncated } = await askAbout(connection, { email, phone });
  await recordOutcome(connection, { isProbe: true }, undefined);
  return { body: { outcome: outcomeOf(matches, isTruncated).outcome, matches, others } };
});
