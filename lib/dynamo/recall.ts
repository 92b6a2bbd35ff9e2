const recalledMilliseconds = 1000;
const recalledTenants = 1000;

/** Makes a read of a tenant's item that is a second old at most, so that many messages of one tenant read it once. */
export function recalling<Item>(get: (tenantId: string) => Promise<Item>): (tenantId: string) => Promise<Item> {
  const recalled = new Map<string, { readonly item: Promise<Item>; readonly until: number }>();
  return (tenantId) => {
    const known = recalled.get(tenantId);
    if (known && known.until > Date.now()) return known.item;
    if (recalled.size >= recalledTenants) recalled.clear();
    const item = get(tenantId);
    recalled.set(tenantId, { item, until: Date.now() + recalledMilliseconds });
    // What failed is asked again by the next one.
    item.catch(() => recalled.delete(tenantId));
    return item;
  };
}
