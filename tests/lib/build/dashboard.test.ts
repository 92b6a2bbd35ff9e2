import { alarms } from '../../../lib/build/alarms.ts';
import { dashboard } from '../../../lib/build/dashboard.ts';
import { counters } from '../../../lib/metrics.ts';
import { monitored } from './monitored.ts';

/** The metrics that each service emits, with their dimensions, by AWS's documentation and by our counters. */
const emitted: Readonly<Record<string, { names: readonly string[]; dimensions: readonly string[] }>> = {
  'AWS/ApiGateway': { names: ['4xx', '5xx', 'Count', 'IntegrationLatency', 'Latency'], dimensions: ['ApiId'] },
  'AWS/Lambda': {
    names: ['ConcurrentExecutions', 'Duration', 'Errors', 'Invocations', 'IteratorAge', 'Throttles'],
    dimensions: ['FunctionName', ''],
  },
  'AWS/SQS': {
    names: ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'],
    dimensions: ['QueueName'],
  },
  'AWS/DynamoDB': {
    names: ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits', 'TransactionConflict'],
    dimensions: ['TableName'],
  },
  // Per operation.
  'AWS/DynamoDB query': { names: ['SystemErrors', 'ThrottledRequests'], dimensions: ['Operation,TableName'] },
  ContactService: {
    names: Object.keys(counters),
    dimensions: Object.values(counters).map((own) => ['service', ...own].join()),
  },
};

const alarmIds = Object.keys(alarms(monitored, ''));

type Widget = {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title: string; readonly metrics?: readonly unknown[][]; readonly alarms?: string[] };
};

/** The widgets, with `<id>` in place of each reference. */
function widgetsOf(): Widget[] {
  const { DashboardBody } = Object(dashboard(monitored, alarmIds).Dashboard.Properties);
  return JSON.parse(DashboardBody['Fn::Sub'].replaceAll(/\$\{([\w:.]+)\}/g, '<$1>')).widgets;
}
const widgets = widgetsOf();
const graphs = widgets.filter(({ type }) => type === 'metric');

/** A line as [namespace, name, names of dimensions]; undefined for an expression over other lines. */
function metricOf([first, name, ...rest]: readonly unknown[]): [string, string, string] | undefined {
  if (typeof first === 'string')
    return [first, String(name), rest.filter((_, i) => i % 2 === 0 && i < rest.length - 1).join()];
  const { expression } = Object(first);
  const search = /^SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)" service="<ContactsTable>"', 'Sum', 300\)$/.exec(
    expression,
  );
  if (search) return [search[1] ?? '', search[3] ?? '', search[2] ?? ''];
  const query = /^SELECT SUM\((\w+)\) FROM SCHEMA\("([\w/]+)", (\w+), (\w+)\) WHERE TableName = '<Table>'$/.exec(
    expression,
  );
  return query ? [`${query[2]} query`, query[1] ?? '', `${query[3]},${query[4]}`] : undefined;
}

describe('the dashboard', () => {
  it('shows only metrics that AWS or the service emits, with their dimensions', () => {
    const metrics = graphs.flatMap(({ properties }) => (properties.metrics ?? []).map(metricOf)).filter((each) => each);
    expect(metrics.length).toBeGreaterThan(25);
    const unknown = metrics.filter(
      (metric) =>
        metric &&
        !(emitted[metric[0]]?.names.includes(metric[1]) && emitted[metric[0]]?.dimensions.includes(metric[2])),
    );
    expect(unknown).toEqual([]);
  });

  it('shows everything that the service counts', () => {
    const shown = graphs.flatMap(({ properties }) => (properties.metrics ?? []).map(metricOf));
    for (const [counter, own] of Object.entries(counters))
      expect(shown).toContainEqual(['ContactService', counter, ['service', ...own].join()]);
  });

  it('computes expressions only from lines of the same graph', () => {
    for (const { properties } of graphs) {
      const lines = properties.metrics ?? [];
      const ids = lines.map((line) => Object(line.at(-1)).id).filter((id) => id !== undefined);
      const used = lines
        .filter((line) => metricOf(line) === undefined)
        .flatMap((line) => Object(line[0]).expression.match(/[a-z]\w*/g));
      expect(used.sort()).toEqual(ids.sort());
    }
  });

  it('has its widgets side by side on a grid of 24 columns', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) => {
      expect([x, y, width, height].every(Number.isInteger)).toBe(true);
      expect(x + width).toBeLessThanOrEqual(24);
      return Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('gives each graph a title of its own, and the region', () => {
    const titles = widgets.map(({ properties }) => properties.title);
    expect(new Set(titles).size).toBe(widgets.length);
    for (const { properties } of graphs) expect(properties).toMatchObject({ region: '<AWS::Region>', period: 300 });
  });

  it('shows the state of each alarm', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown).toEqual(alarmIds.map((id) => `<${id}.Arn>`));
  });
});
