export interface Admission {
  /** Resolves to true when a place is free, in the order of the calls; to false if too many wait already. */
  enter(): Promise<boolean>;
  /** Frees a place. Call it once for each `enter` that resolved to true. */
  leave(): void;
}

/** Admits `places` callers at a time, and lets `maxWaiting` others wait. */
export function createAdmission(places: number, maxWaiting: number): Admission {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return {
    async enter() {
      if (taken === places && waiting.length === maxWaiting) return false;
      if (taken === places) await new Promise<void>((resolve) => waiting.push(resolve));
      else taken++;
      return true;
    },
    leave() {
      const next = waiting.shift();
      // The place passes to the next caller.
      if (next) next();
      else taken--;
    },
  };
}
