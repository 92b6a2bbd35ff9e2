import { NoOpLogger } from '@smithy/core/client';

interface Plugin {
  applyToStack(): void;
}

/**
 * In place of the middleware that shows each request and reply to the client's logger, and for that copies both with the
 * sensitive parts left out even where the logger drops it all. A client that is given a logger is refused, never silent.
 */
export function getLoggerPlugin({ logger }: { logger: unknown }): Plugin {
  if (!(logger instanceof NoOpLogger)) throw new Error('The clients in this bundle do not log: leave their logger out');
  return { applyToStack: () => undefined };
}

export const loggerMiddleware = getLoggerPlugin;
export const loggerMiddlewareOptions = {};
