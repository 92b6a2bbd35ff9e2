export interface Pause {
  /** Resolves after so many milliseconds, or as soon as `end` is called. */
  wait(milliseconds: number): Promise<void>;
  end(): void;
}

/** A pause that can be cut short; one waits in it at a time. */
export function makePause(): Pause {
  let end = () => {};
  return {
    wait: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    end: () => end(),
  };
}
