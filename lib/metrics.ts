import type { Metrics } from '@aws-lambda-powertools/metrics';
import { config } from './config.ts';
import { logIds } from './logger.ts';

/** The namespace of the service's metrics in CloudWatch. */
export const namespace = 'ContactService';

/**
 * What the service counts, each with its dimension, if it has one. CloudWatch bills every value of a dimension as a
 * metric of its own, so that none may grow with the number of tenants.
 */
export const counters = {
  /** Messages: `known` and `new` senders, or the reason why a message was ignored. */
  Messages: ['outcome'],
  /** Lookups in a CRM, by what they found. */
  Lookups: ['outcome'],
  /** Contacts that were created, and changes of contacts that callers can see, by the source that was written. */
  ContactsCreated: ['source'],
  ContactsUpdated: ['source'],
  /** Attempts that were repeated because another write interfered. */
  ConflictsRetried: [],
} as const;

export type Counter = keyof typeof counters;

type Dimensions<C extends Counter> = { readonly [Name in (typeof counters)[C][number]]: string };

let metrics: Metrics | undefined;

/**
 * Counts one occurrence, as a line on stdout in CloudWatch's embedded metric format. The line has the ids of the log,
 * and the dimension `service` with the name of the table, which tells stages apart.
 */
export async function count<C extends Counter>(counter: C, dimensions: Dimensions<C>): Promise<void> {
  // Loaded at the first count: most requests to the API count nothing, and their cold start need not wait for it.
  const { Metrics, MetricUnit } = await import('@aws-lambda-powertools/metrics');
  metrics ??= new Metrics({ namespace, serviceName: config.tableName() });
  for (const [name, value] of Object.entries<string>(dimensions)) metrics.addDimension(name, value);
  for (const [name, id] of Object.entries(logIds())) metrics.addMetadata(name, id);
  metrics.addMetric(counter, MetricUnit.Count, 1).publishStoredMetrics();
}
