/** Two lookups a second are what most CRMs allow. */
const pauseMilliseconds = 500;

type Due = { readonly tenantId: string /** ISO 8601. */; readonly dueAt: string };
export type Turn<Item> = { readonly item: Item /** Epoch milliseconds. */; readonly at: number };

/**
 * When everything that is due from `now` until `end` (epoch milliseconds) has its turn: not before it is due, and of one
 * tenant half a second after what came before it. What would have its turn later than that has none.
 */
export function turnsOf<Item extends Due>(due: readonly Item[], now: number, end: number): Turn<Item>[] {
  const next = new Map<string, number>();
  return due
    .toSorted((one, other) => one.dueAt.localeCompare(other.dueAt))
    .flatMap((item) => {
      const at = Math.max(Date.parse(item.dueAt), next.get(item.tenantId) ?? now);
      if (at >= end) return [];
      next.set(item.tenantId, at + pauseMilliseconds);
      return { item, at };
    });
}
