import { type Counter, counters, namespace } from '../metrics.ts';
import {
  apiMetric,
  filledIn,
  functionMetric,
  type Metric,
  type Monitored,
  ownMetric,
  period,
  queueMetric,
  reference,
  tableMetric,
  tableRequests,
} from './monitoring.ts';
import type { Resource } from './resources.ts';

/** A line of a graph: a metric, or an expression or query. `isHidden` is one that only an expression uses. */
type Line = (Metric | { expression: string }) & { label?: string; id?: string; isHidden?: boolean };

interface Widget {
  type: string;
  properties: object;
}

const columns = 24;
const rowHeight = 6;

/**
 * Makes the dashboard of the service, by its logical id: the states of the alarms, and graphs of the API, the functions
 * that handle events, queues, tables and stream, and what the service itself counts.
 */
export function dashboard(monitored: Monitored, alarmIds: readonly string[]): { Dashboard: Resource } {
  const { eventFunctions, streamed, tables, queues, deadLetters } = monitored;
  const rows: Widget[][] = [
    [{ type: 'alarm', properties: { title: 'Alarms', alarms: alarmIds.map((id) => reference(`${id}.Arn`)) } }],
    [
      graph('Requests to the API', [
        { ...apiMetric('Count'), label: 'requests' },
        { ...apiMetric('4xx'), label: '4xx' },
        { ...apiMetric('5xx'), label: '5xx' },
      ]),
      graph(
        'Latency of the API, ms',
        ['p50', 'p90', 'p99'].map((stat) => ({ ...apiMetric('Latency', stat), label: stat })),
      ),
      graph('Requests with a status of 500 or more, %', [
        { ...apiMetric('5xx'), id: 'errors', isHidden: true },
        { ...apiMetric('Count'), id: 'requests', isHidden: true },
        { expression: '100 * errors / requests', label: '5xx' },
      ]),
    ],
    [
      graph(
        'Invocations for events',
        each(eventFunctions, (name) => functionMetric('Invocations', name)),
      ),
      graph(
        'Errors of functions for events',
        each(eventFunctions, (name) => functionMetric('Errors', name)),
      ),
      graph('All functions of the account', [
        { ...functionMetric('ConcurrentExecutions', undefined, 'Maximum'), label: 'concurrent' },
        { ...functionMetric('Throttles'), label: 'throttled' },
      ]),
    ],
    [
      graph(
        'Age of the oldest message, s',
        each(queues, (id) => queueMetric('ApproximateAgeOfOldestMessage', id)),
      ),
      graph(
        'Messages that wait',
        each(queues, (id) => queueMetric('ApproximateNumberOfMessagesVisible', id)),
      ),
      graph(
        'Dead letters',
        each(deadLetters, (id) => queueMetric('ApproximateNumberOfMessagesVisible', id)),
      ),
    ],
    [
      graph(
        'Capacity units of the tables',
        tables.flatMap((id) => [
          { ...tableMetric('ConsumedReadCapacityUnits', id), label: `${id} read` },
          { ...tableMetric('ConsumedWriteCapacityUnits', id), label: `${id} written` },
        ]),
      ),
      graph('Requests to the tables that did not succeed at first', [
        ...tables.flatMap((id) => [
          { ...tableMetric('TransactionConflict', id), label: `${id} in conflict` },
          { expression: tableRequests('ThrottledRequests', id), label: `${id} throttled` },
          { expression: tableRequests('SystemErrors', id), label: `${id} failed` },
        ]),
        { ...counted('ConflictsRetried'), label: 'repeated by the service' },
      ]),
      graph(
        'Lag behind the stream, ms',
        each(streamed, (name) => functionMetric('IteratorAge', name, 'Maximum')),
      ),
    ],
    [
      graph('Messages by outcome', [counted('Messages')]),
      graph('Contacts by source', [
        { ...counted('ContactsCreated'), label: 'created' },
        { ...counted('ContactsUpdated'), label: 'updated' },
      ]),
      graph('Lookups in CRMs by outcome', [counted('Lookups')]),
      graph('Refused requests by reason', [counted('RefusedRequests')]),
    ],
    [
      graph('Deliveries to webhooks by outcome', [counted('Deliveries')]),
      graph('Webhooks switched off by reason', [counted('WebhooksDisabled')]),
    ],
  ];
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardBody: filledIn(JSON.stringify({ widgets: rows.flatMap(placed) })) },
    },
  };
}

/** The widgets of a row share its width. */
const placed = (row: readonly Widget[], y: number): object[] => {
  const width = columns / row.length;
  return row.map((widget, x) => ({ ...widget, x: x * width, y: y * rowHeight, width, height: rowHeight }));
};

const graph = (title: string, lines: readonly Line[]): Widget => ({
  type: 'metric',
  properties: { title, metrics: lines.map(asArray), period, view: 'timeSeries', region: reference('AWS::Region') },
});

/** The form of a line in the body of a dashboard. */
function asArray({ label, id, isHidden, ...line }: Line): unknown[] {
  const options = { ...(label && { label }), ...(id && { id }), ...(isHidden && { visible: false }) };
  if ('expression' in line) return [{ ...line, ...options }];
  const { name, dimensions, stat } = line;
  return [line.namespace, name, ...Object.entries(dimensions).flat(), { stat, ...options }];
}

const each = (ids: readonly string[], metric: (id: string) => Metric): Line[] =>
  ids.map((id) => ({ ...metric(id), label: id }));

/** What the service counts: a line for each value of the counter's dimension, as far as CloudWatch knows any. */
function counted(counter: Counter): Line {
  const dimensions: readonly string[] = counters[counter];
  if (dimensions.length === 0) return ownMetric(counter);
  const service = reference('ContactsTable');
  const schema = [namespace, 'service', ...dimensions].join();
  return { expression: `SEARCH('{${schema}} MetricName="${counter}" service="${service}"', 'Sum', ${period})` };
}
