import { config } from './config.ts';
import { logIds } from './logger.ts';
import { isRehearsal } from './rehearsal.ts';

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
  /** Deliveries to webhooks, by what became of each when it was due. */
  Deliveries: ['outcome'],
  /** Webhooks that were switched off, because their receivers are gone or have failed for days. */
  WebhooksDisabled: ['reason'],
  /** Attempts that were repeated because another write interfered. */
  ConflictsRetried: [],
  /** Requests that were refused, by the code of the error: failed logins, missing scopes and limits. */
  RefusedRequests: ['code'],
} as const;

export type Counter = keyof typeof counters;

type Dimensions<C extends Counter> = { readonly [Name in (typeof counters)[C][number]]: string };

/**
 * Counts one occurrence, or several, as a line on stdout in CloudWatch's embedded metric format. The line has the ids
 * of the log, and the dimension `service` with the name of the table, which tells stages apart. Each line is complete,
 * so that a function that ends early loses none.
 */
export function count<C extends Counter>(counter: C, dimensions: Dimensions<C>, occurrences = 1): void {
  if (config.metricsDisabled() || isRehearsal()) return;
  const metric = {
    Namespace: namespace,
    Dimensions: [['service', ...Object.keys(dimensions)]],
    Metrics: [{ Name: counter, Unit: 'Count' }],
  };
  const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [metric] };
  console.log(
    JSON.stringify({ _aws, ...logIds(), service: config.tableName(), ...dimensions, [counter]: occurrences }),
  );
}
