import type { DynamoDbProxy, Interception } from '../../support/dynamoDbProxy.ts';

/**
 * Does all of these at once, and holds some of their requests to DynamoDB back, by their place among all, until nothing
 * else can go on. Returns their results, in the order in which they ended, each with its place.
 */
export async function holdBack<Result>(
  proxy: DynamoDbProxy,
  held: readonly boolean[],
  acts: readonly (() => Promise<Result>)[],
): Promise<(readonly [place: number, result: Result])[]> {
  const waiting: (() => void)[] = [];
  const ended: (readonly [number, Result])[] = [];
  let left = acts.length;
  let requests = 0;
  const proceed = (): void => {
    // What has not ended waits for what is held back, or ends yet.
    if (waiting.length >= left) waiting.shift()?.();
  };
  proxy.intercept = async (_, body): Promise<Interception> => {
    // Several requests may wait for one read of what is cached.
    if (isCached(body) || !held[requests++ % held.length]) return 'pass';
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.push(resolve);
    proceed();
    await promise;
    return 'pass';
  };
  await Promise.all(
    acts.map(async (act, place) => {
      try {
        ended.push([place, await act()]);
      } finally {
        left--;
        proceed();
      }
    }),
  );
  proxy.intercept = () => 'pass';
  return ended;
}

const isCached = (body: string): boolean => body.includes('#settings') || body.includes('keyHash');
