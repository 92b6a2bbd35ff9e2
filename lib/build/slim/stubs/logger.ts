import { NoOpLogger } from '@smithy/core/client';

interface Plugin {
  applyToStack(): void;
}

/**
 * Replaces the middleware that logs each request and response. It copies both, without their sensitive parts, even for
 * the default logger that discards everything. Throws if a client has another logger, because it would log nothing.
 */
export function getLoggerPlugin({ logger }: { logger: unknown }): Plugin {
  if (!(logger instanceof NoOpLogger))
    throw new Error('The clients in this bundle do not log: remove the logger option');
  return { applyToStack: () => undefined };
}

export const loggerMiddleware = getLoggerPlugin;
export const loggerMiddlewareOptions = {};
