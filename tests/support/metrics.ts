import { captureLog } from './log.ts';

/**
 * Captures what each test counts, as the objects that CloudWatch reads from the log. Call it after `startService`. The
 * list is cleared before each test.
 */
export function captureMetrics(): Record<string, unknown>[] {
  process.env.METRICS_DISABLED = 'false';
  return captureLog((line) => '_aws' in line);
}
