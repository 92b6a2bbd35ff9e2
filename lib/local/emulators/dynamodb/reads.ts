import { db, dynaliteOperation, type Expression, type Item } from './dynalite.ts';
import { isMet } from './expressions.ts';
import { type Operations, operation } from './operation.ts';
import { createOverlay } from './overlay.ts';

interface SelectRequest {
  Select?: string;
  _filter?: { expression: Expression };
  _projection?: { paths: unknown[] };
}

interface SelectReply {
  Items?: Item[];
  Count: number;
}

/** A filter that every item meets. */
const alwaysTrue: Expression = { type: 'function', name: 'attribute_not_exists', args: [['']] };

/** The operations that read committed data. */
export const readOperations: Operations = {
  ...Object.fromEntries(
    ['GetItem', 'BatchGetItem', 'DescribeTable', 'ListTables'].map((name) => {
      const dynalite = dynaliteOperation(name);
      return [
        name,
        operation(dynalite, (database, request: object) => createOverlay(database).run(dynalite.action, request)),
      ];
    }),
  ),
  ...Object.fromEntries(['Query', 'Scan'].map((name) => [name, selection(name)])),
};

/** Query or Scan. Filters are evaluated here, because dynalite cannot compare maps and lists. */
function selection(name: string) {
  const dynalite = dynaliteOperation(name);
  return operation(dynalite, async (database, request: SelectRequest) => {
    const overlay = createOverlay(database);
    const { _filter: filter, _projection: projection, Select, ...rest } = request;
    if (!filter) return overlay.run(dynalite.action, request);

    const unfiltered = { ...rest, _filter: { ...filter, expression: alwaysTrue } };
    const { Items: found = [], ...reply } = (await overlay.run(dynalite.action, unfiltered)) as SelectReply;
    const passed = found.filter((item) => isMet(filter.expression, item));
    const Items = projection ? passed.map((item) => db.mapPaths(projection.paths, item)) : passed;
    return { ...reply, Count: Items.length, ...(Select !== 'COUNT' && { Items }) };
  });
}
