export interface Pause {
  /** Resolves after the given time, or as soon as `end` is called. */
  wait(milliseconds: number): Promise<void>;
  end(): void;
}

/** Creates a pause that can be ended early. Only one caller can wait at a time. */
export function createPause(): Pause {
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
