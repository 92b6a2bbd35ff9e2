import { captureLog } from './log.ts';

/**
 * Captures what each test counts, as the objects that CloudWatch reads from the log. Call it after `startService`. The
 * list is cleared before each test.
 */
export function captureMetrics(): Record<string, unknown>[] {
  // In its mode for development, the library prints to the console, which tests can capture.
  Object.assign(process.env, { POWERTOOLS_METRICS_DISABLED: 'false', POWERTOOLS_DEV: 'true' });
  return captureLog((line) => '_aws' in line);
}
