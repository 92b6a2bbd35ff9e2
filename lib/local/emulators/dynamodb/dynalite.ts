import { createRequire } from 'node:module';

/** A value as it travels on the wire: one of the fields is set, numbers are strings, binaries base64. */
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

/** A table's stored description, in the form in which DescribeTable answers it. */
export interface Table {
  TableName: string;
  TableArn: string;
  KeySchema: KeyElement[];
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string };
  LatestStreamArn?: string;
  LatestStreamLabel?: string;
}

/** A path into an item (names and list positions), a literal value, or an operator on such. */
export type Operand = (string | number)[] | Value | Expression;

export interface Expression {
  type: string;
  name?: string;
  args: Operand[];
}

export type UpdateSection =
  | { type: 'set'; path: (string | number)[]; val: Operand }
  | { type: 'remove' | 'add' | 'delete'; path: (string | number)[] };

/** The fields of a checked write request that are used here; ConditionCheck has those of DeleteItem. */
export interface WriteRequest {
  TableName: string;
  Key?: Item;
  Item?: Item;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
  _condition?: { expression: Expression };
  _updates?: { sections: UpdateSection[]; paths: unknown[] };
}

export type Callback<T> = (error: Error | null, result?: T) => void;

/** A range of keys inside one part of the store. */
export interface Range {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

export type LevelOperation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/** The part of LevelDB that is used here; values are JSON. */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<unknown>;
  batch(operations: LevelOperation[]): Promise<void>;
  clear(range: Range): Promise<void>;
  keys(range: Range): AsyncIterable<string>;
  values(range: Range): AsyncIterable<unknown>;
  iterator(range: Range): AsyncIterable<[string, unknown]>;
}

/** A named part of dynalite's store. */
export interface Part {
  get(key: string, callback: Callback<unknown>): void;
  put(key: string, value: unknown, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  batch(operations: LevelOperation[], callback: Callback<void>): void;
  lock(key: string, work: (release: <T>(callback: T) => T) => void): void;
  createKeyStream(range?: Range): NodeJS.ReadableStream;
  createValueStream(range?: Range): NodeJS.ReadableStream;
}

/** What dynalite's actions and validations expect of a store. */
export interface Store {
  options: { maxItemSize: number; createTableMs: number; deleteTableMs: number };
  tableDb: Part & { awsAccountId: string; awsRegion: string };
  getItemDb(table: string): Part;
  deleteItemDb(table: string, callback: Callback<void>): void;
  getIndexDb(type: string, table: string, index: string): Part;
  deleteIndexDb(type: string, table: string, index: string, callback: Callback<void>): void;
  deleteTagDb(table: string, callback: Callback<void>): void;
  getTable(name: string, ...rest: [Callback<Table>] | [checkStatus: boolean, Callback<Table>]): void;
}

export type Action = (store: Store, data: object, callback: Callback<object>) => void;

/** The types that a request's fields must have, in dynalite's notation. */
export type Types = Record<string, unknown>;

export type Custom = (data: never, store: Store) => string | undefined;

const require = createRequire(import.meta.url);

/** dynalite's knowledge of keys, items, sizes and comparisons. Functions that find a fault return it instead of throwing. */
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

/** Keeps the fields that `types` names, checks and normalises them in place. */
export const validations: {
  checkTypes(data: object, types: Types): object;
  checkValidations(data: object, types: Types, custom: Custom | undefined, store: Store): void;
} = require('dynalite/validations/index.js');

/** What dynalite has for an operation of DynamoDB, e.g. 'PutItem'. */
export function dynaliteOperation(name: string): { types: Types; custom?: Custom; action: Action } {
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const { types, custom } = require(`dynalite/validations/${file}.js`);
  return { types, custom, action: require(`dynalite/actions/${file}.js`) };
}
