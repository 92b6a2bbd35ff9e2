/** Most CRMs allow two lookups a second. */
export const pacingMilliseconds = 500;

type Due = { readonly tenantId: string /** ISO 8601. */; readonly dueAt: string };
export type Paced<Item> = { readonly item: Item /** Epoch milliseconds. */; readonly at: number };

/**
 * Gives each item that is due a time from `now` (epoch milliseconds) on: not before it is due, and half a second from
 * every other item of its tenant. Refreshes get the times that the fresh lookups leave.
 */
export function pace<Item extends Due>(fresh: readonly Item[], refreshes: readonly Item[], now: number): Paced<Item>[] {
  const taken = new Map<string, number[]>();
  const first = inOrder(fresh).map((item) => {
    const times = taken.get(item.tenantId) ?? [];
    const at = Math.max(Date.parse(item.dueAt), (times.at(-1) ?? Number.NEGATIVE_INFINITY) + pacingMilliseconds, now);
    times.push(at);
    taken.set(item.tenantId, times);
    return { item, at };
  });
  const next = new Map<string, number>();
  const others = inOrder(refreshes).map((item) => {
    const earliest = Math.max(Date.parse(item.dueAt), next.get(item.tenantId) ?? now);
    const at = freeTime(taken.get(item.tenantId) ?? [], earliest);
    next.set(item.tenantId, at + pacingMilliseconds);
    return { item, at };
  });
  return [...first, ...others];
}

const inOrder = <Item extends Due>(due: readonly Item[]): Item[] =>
  due.toSorted((one, other) => one.dueAt.localeCompare(other.dueAt));

/** The first time from `earliest` on that is half a second from all of `taken`, which are in order. */
const freeTime = (taken: readonly number[], earliest: number): number =>
  taken.reduce((at, time) => (Math.abs(time - at) < pacingMilliseconds ? time + pacingMilliseconds : at), earliest);
