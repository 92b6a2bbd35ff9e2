import { type CrmConnectionItem, newConnection, putConnection } from '../../../../lib/dynamo/tenants/crmConnection.ts';

/** A new connection of a tenant to a CRM that no test calls. */
export const someConnection = (tenantId: string, revision = 'revision-1'): CrmConnectionItem =>
  newConnection(
    {
      tenantId,
      revision,
      url: 'https://crm.example/mcp',
      auth: { type: 'none' },
      injectTenant: false,
      lookups: [{ by: 'email', tool: 'find', args: {} }],
      result: { from: 'structured', items: [''], map: { externalRef: ['id'] } },
    },
    'key:1',
  );

/** Puts such a connection, and returns it. */
export async function connect(
  tenantId: string,
  attributes: Partial<CrmConnectionItem> = {},
): Promise<CrmConnectionItem> {
  const item = { ...someConnection(tenantId), ...attributes };
  await putConnection(item);
  return item;
}
