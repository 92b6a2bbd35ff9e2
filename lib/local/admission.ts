import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Admission {
  /** Resolves to true when the caller gets a place; to false if too many of its calls wait already. */
  enter(caller: string): Promise<boolean>;
  /** Frees a place. Call it once for each `enter` that resolved to true. */
  leave(caller: string): void;
}

/** How many calls are admitted at a time, and how many of one caller are admitted and wait. */
export type Places = { readonly all: number; readonly perCaller: number; readonly waiting: number };

type Caller = { taken: number; readonly waiting: (() => void)[] };

/** Admits the calls of one caller in their order, and callers in turn, so that a flood of one does not delay others. */
export function createAdmission(places: Places): Admission {
  const callers = new Map<string, Caller>();
  let taken = 0;
  const isFree = (caller: Caller): boolean => taken < places.all && caller.taken < places.perCaller;

  function take(name: string, caller: Caller): void {
    taken++;
    caller.taken++;
    // The next turn is that of another caller.
    callers.delete(name);
    callers.set(name, caller);
  }

  function admitNext(): void {
    for (const [name, caller] of callers) {
      if (!isFree(caller)) continue;
      const admit = caller.waiting.shift();
      if (!admit) continue;
      take(name, caller);
      admit();
      return;
    }
  }

  return {
    async enter(name) {
      const caller = callers.get(name) ?? { taken: 0, waiting: [] };
      callers.set(name, caller);
      if (isFree(caller)) take(name, caller);
      else if (caller.waiting.length === places.waiting) return false;
      else await new Promise<void>((resolve) => caller.waiting.push(resolve));
      // Calls that arrive together would all run before anything else on this thread.
      await nextTurn();
      return true;
    },
    leave(name) {
      const caller = callers.get(name);
      if (!caller) throw new Error('A caller leaves that has not entered');
      taken--;
      caller.taken--;
      if (caller.taken === 0 && caller.waiting.length === 0) callers.delete(name);
      admitNext();
    },
  };
}
