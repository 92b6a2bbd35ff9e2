import { createRequire } from 'node:module';
import { parseOnce } from './parseOnce.ts';

/** An attribute value in the JSON of the API: one field is set; numbers are strings, binary values base64. */
export interface Value {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: Value[];
  M?: Item;
}

export type Item = Record<string, Value>;

export interface KeyElement {
  AttributeName: string;
  KeyType: string;
}

/** A table's stored description, in the form that DescribeTable returns. */
export interface Table {
  TableName: string;
  TableArn: string;
  KeySchema: KeyElement[];
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string };
  LatestStreamArn?: string;
  LatestStreamLabel?: string;
}

/** A path into an item (names and list indexes), a literal value, or an operator with its operands. */
export type Operand = (string | number)[] | Value | Expression;

export interface Expression {
  type: string;
  name?: string;
  args: Operand[];
}

export type UpdateSection =
  | { type: 'set'; path: (string | number)[]; val: Operand }
  | { type: 'remove' | 'add' | 'delete'; path: (string | number)[] };

/** The fields used here of a validated write request; ConditionCheck has those of DeleteItem. */
export interface WriteRequest {
  TableName: string;
  Key?: Item;
  Item?: Item;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
  _condition?: { expression: Expression };
  _updates?: { sections: UpdateSection[]; paths: unknown[] };
}

export type Callback<T> = (error: Error | null, result?: T) => void;

/** A range of keys. */
export interface Range {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

export type LevelOperation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/** The methods of LevelDB used here; values are JSON. */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<unknown>;
  getSync(key: string): unknown;
  batch(operations: LevelOperation[]): Promise<void>;
  clear(range: Range): Promise<void>;
  keys(range: Range): AsyncIterable<string>;
  values(range: Range): AsyncIterable<unknown>;
  iterator(range: Range): AsyncIterable<[string, unknown]>;
}

/** A named section of dynalite's store. */
export interface SubStore {
  get(key: string, callback: Callback<unknown>): void;
  put(key: string, value: unknown, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  batch(operations: LevelOperation[], callback: Callback<void>): void;
  lock(key: string, work: (release: <T>(callback: T) => T) => void): void;
  createKeyStream(range?: Range): NodeJS.ReadableStream;
  createValueStream(range?: Range): NodeJS.ReadableStream;
}

/** The store that dynalite's actions and validations need. */
export interface Store {
  options: { maxItemSize: number; createTableMs: number; deleteTableMs: number };
  tableDb: SubStore & { awsAccountId: string; awsRegion: string };
  getItemDb(table: string): SubStore;
  deleteItemDb(table: string, callback: Callback<void>): void;
  getIndexDb(type: string, table: string, index: string): SubStore;
  deleteIndexDb(type: string, table: string, index: string, callback: Callback<void>): void;
  deleteTagDb(table: string, callback: Callback<void>): void;
  getTable(name: string, ...rest: [Callback<Table>] | [checkStatus: boolean, Callback<Table>]): void;
}

export type Action = (store: Store, data: object, callback: Callback<object>) => void;

/** The types of a request's fields, in dynalite's notation. */
export type Types = Record<string, unknown>;

export type Custom = (data: never, store: Store) => string | undefined;

const require = createRequire(import.meta.url);

for (const kind of ['condition', 'update', 'projection']) parseOnce(require(`dynalite/db/${kind}Parser.js`));

/**
 * dynalite's functions for keys, items, sizes and comparisons. The validating ones return an error instead of throwing
 * it.
 */
export const db: {
  create(options: { path?: string; createTableMs: number; deleteTableMs: number }): Store & { db: Level };
  createKey(item: Item, table: Table): string;
  validateKey(key: Item, table: Table): Error | null | undefined;
  validateItem(item: Item, table: Table): Error | null | undefined;
  validationError(message: string): Error;
  itemSize(item: Item): number;
  compare(operator: string, value: Value, operands: Value[]): boolean;
  mapPath(path: (string | number)[], item: Item): Value | null | undefined;
  mapPaths(paths: unknown[], item: Item): Item;
} = require('dynalite/db/index.js');

/**
 * dynalite's validation of requests: it keeps the fields that `types` names, checks them, and normalizes them in place.
 */
export const validations: {
  checkTypes(data: object, types: Types): object;
  checkValidations(data: object, types: Types, custom: Custom | undefined, store: Store): void;
} = require('dynalite/validations/index.js');

/** dynalite's implementation of a DynamoDB operation, for example 'PutItem'. */
export function dynaliteOperation(name: string): { types: Types; custom?: Custom; action: Action } {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const { types, custom } = require(`dynalite/validations/${file}.js`);
  return { types, custom, action: require(`dynalite/actions/${file}.js`) };
}
