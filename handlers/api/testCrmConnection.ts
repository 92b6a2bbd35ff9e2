import { outcomeOf } from '../../lib/contacts/matching.ts';
import { testLookUp } from '../../lib/crm/lookUp.ts';
import { withCallLease } from '../../lib/dynamo/tenants/callLeases.ts';
import { recordOutcome } from '../../lib/dynamo/tenants/circuitBreaker.ts';
import { getConnection } from '../../lib/dynamo/tenants/crmConnection.ts';
import { getSettings } from '../../lib/dynamo/tenants/settings.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { testCrmConnection } from '../../schemas/compiled/api/testCrmConnection.js';

/**
 * POST /api/crm-connection/test: looks an email or phone up in the CRM without changing a contact. A successful test
 * closes the circuit breaker.
 */
export const handler = endpoint(testCrmConnection, async ({ tenantId, body: { email = null, phone = null } }) => {
  const connection = await getConnection(tenantId);
  const { defaultCountry, nameOrder } = await getSettings(tenantId);
  const { matches, others, isTruncated } = await withCallLease(tenantId, () =>
    testLookUp(connection, { addresses: { email, phone }, defaultCountry, nameOrder }),
  );
  await recordOutcome(connection, { isProbe: true }, undefined);
  return { body: { outcome: outcomeOf(matches, isTruncated).outcome, matches, others } };
});
