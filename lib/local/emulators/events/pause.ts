export interface Pause {
  /** Resolves after the given time, if any, or as soon as `end` is called, also if that was after the last wait. */
  wait(milliseconds?: number): Promise<void>;
  end(): void;
}

/** Creates a pause that can be ended early. Only one caller can wait at a time. */
export function createPause(): Pause {
  let ended = Promise.withResolvers<void>();
  return {
    async wait(milliseconds) {
      const timer = milliseconds === undefined ? undefined : setTimeout(ended.resolve, milliseconds);
      await ended.promise;
      clearTimeout(timer);
      ended = Promise.withResolvers();
    },
    end: () => ended.resolve(),
  };
}
