/** Most CRMs allow two lookups a second. */
export const pacingMilliseconds = 500;

type Due = { readonly tenantId: string /** ISO 8601. */; readonly dueAt: string };
export type Paced<Item> = { readonly item: Item /** Epoch milliseconds. */; readonly at: number };

/**
 * Gives each item that is due a time from `now` (epoch milliseconds) on: not before it is due, and half a second after
 * the previous item of its tenant.
 */
export function pace<Item extends Due>(due: readonly Item[], now: number): Paced<Item>[] {
  const next = new Map<string, number>();
  return due
    .toSorted((one, other) => one.dueAt.localeCompare(other.dueAt))
    .map((item) => {
      const at = Math.max(Date.parse(item.dueAt), next.get(item.tenantId) ?? now);
      next.set(item.tenantId, at + pacingMilliseconds);
      return { item, at };
    });
}
