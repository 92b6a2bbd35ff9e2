import { randomUUID } from 'node:crypto';
import { withWrite } from '../../lib/contacts/writeIds.ts';
import { findContact } from '../../lib/dynamo/contacts/getContact.ts';
import { setAttributes } from './table.ts';

/**
 * Stores what a lookup stores if one CRM record matches: the link, its claim, and `Crm`, `Name` and `Crm AG` as the
 * values of the CRM.
 */
export async function storeCrmMatch(tenantId: string, contactId: string, externalRef: string): Promise<void> {
  const at = Date.UTC(2026, 10, 1);
  const crm = { firstName: ['Crm', at, 'crm'], lastName: ['Name', at, 'crm'], companyName: ['Crm AG', at, 'crm'] };
  await setAttributes(tenantId, contactId, {
    externalRef,
    resolutionStatus: 'crm_resolved',
    resolvedAt: new Date(at).toISOString(),
    sources: { ...(await findContact(tenantId, contactId))?.sources, crm },
    writeIds: withWrite(randomUUID()),
  });
  await setAttributes(tenantId, `#externalRef#${externalRef}`, { ownerId: contactId });
}
