/** Two lookups a second are what most CRMs allow. */
export const pacingMilliseconds = 500;

type Due = { readonly tenantId: string /** ISO 8601. */; readonly dueAt: string };
export type Turn<Item> = { readonly item: Item /** Epoch milliseconds. */; readonly at: number };

/**
 * When everything that is due has its turn, from `now` (epoch milliseconds) on: not before it is due, and of one tenant half
 * a second after what came before it.
 */
export function pace<Item extends Due>(due: readonly Item[], now: number): Turn<Item>[] {
  const next = new Map<string, number>();
  return due
    .toSorted((one, other) => one.dueAt.localeCompare(other.dueAt))
    .map((item) => {
      const at = Math.max(Date.parse(item.dueAt), next.get(item.tenantId) ?? now);
      next.set(item.tenantId, at + pacingMilliseconds);
      return { item, at };
    });
}
