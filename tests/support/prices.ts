import type { Use } from './recordUse.ts';

/** When the prices were read. They are AWS's list prices on demand in us-east-1, without free tiers. */
export const pricesAsOf = 'November 2026';

/** Dollars for a million. */
const prices = {
  writeUnits: 0.625,
  readUnits: 0.125,
  httpApiRequests: 1,
  lambdaRequests: 0.2,
  busEvents: 1,
  queueRequests: 0.4,
  secretRequests: 5,
};

/** Dollars for a million milliseconds of a function with 512 MB on arm64, at $0.0000133334 for a GB-second. */
export const functionMillisecond = 0.5 * 0.001 * 13.3334;

/** What brings the work to a function. Lambda reads streams and runs schedules at no charge. */
export type Transport = 'request' | 'event of the platform' | 'own event' | 'stream' | 'schedule';

/**
 * The dollars for a million calls that each use this much, without the duration of functions, logs and storage. The bus
 * sends an event to a queue, from which Lambda receives and deletes `batch` events at a time. An event of the service
 * itself is paid where it is published.
 */
export function dollarsPerMillion(use: Use, transport: Transport, batch = 1): number {
  const isQueued = transport === 'own event' || transport === 'event of the platform';
  const units = use.writeUnits * prices.writeUnits + use.readUnits * prices.readUnits;
  const others = Object.entries(use.others).map(([target, count]) => count * priceOf(target));
  return (
    units +
    others.reduce((sum, each) => sum + each, 0) +
    prices.lambdaRequests / batch +
    (transport === 'request' ? prices.httpApiRequests : 0) +
    (transport === 'event of the platform' ? prices.busEvents : 0) +
    (isQueued ? (1 + 2 / batch) * prices.queueRequests : 0)
  );
}

/** The price of a request by its target, where each publishes one event and sends one message. */
function priceOf(target: string): number {
  if (target.startsWith('AWSEvents.')) return prices.busEvents;
  if (target.startsWith('AmazonSQS.')) return prices.queueRequests;
  if (target.startsWith('secretsmanager.')) return prices.secretRequests;
  throw new Error(`There is no price for ${target}`);
}
