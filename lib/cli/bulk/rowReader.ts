import { invalid } from '../../contacts/ContactError.ts';
import type { Row } from '../../contacts/importedRow.ts';
import { UsageError } from '../run.ts';
import { type Columns, columnsOf } from './columns.ts';
import { type Exported, isExported, readExported } from './exportedLine.ts';
import type { FileRecord } from './readRecords.ts';
import { type Conventions, readRow } from './readRow.ts';

/** Reads the records of one file. */
export type RowReader = {
  /** A row about a person, or a whole contact of an export. Throws `invalid`. */
  read(record: FileRecord): { readonly row: Row } | { readonly exported: Exported };
  /** The headers, or keys, of which nothing is imported, so far. */
  readonly unknown: ReadonlySet<string>;
};

/** Makes the reader of a file with these headers. Throws a UsageError where they name nothing to find a person by. */
export function rowReader(headers: readonly string[] | undefined, conventions: Conventions): RowReader {
  const known = new Map<string, Columns | undefined>();
  const unknown = new Set<string>();
  const columnsFor = (names: readonly string[]): Columns | undefined => {
    const form = JSON.stringify(names);
    if (known.has(form)) return known.get(form);
    const columns = columnsOf(names);
    for (const name of columns?.unknown ?? []) unknown.add(name);
    known.set(form, columns);
    return columns;
  };
  const columnsOfFile = headers && columnsFor(headers);
  if (headers && columnsOfFile === undefined) {
    const problem = 'No column has an email, a phone or an externalRef. Name one so in the first row';
    throw new UsageError(`${problem}, whose cells are: ${headers.join(', ')}`);
  }
  return {
    unknown,
    read(record) {
      if ('fault' in record) throw invalid([{ pointer: '', message: record.fault }]);
      if ('cells' in record) {
        if (headers === undefined || columnsOfFile === undefined) throw new Error('A file of cells has headers');
        if (record.cells.slice(headers.length).some((cell) => cell.trim() !== '')) throw tooManyCells(headers.length);
        return { row: readRow(columnsOfFile.read(record.cells), conventions) };
      }
      if (isExported(record.json)) return { exported: readExported(record.json) };
      const { names, cells } = cellsOf(record.json);
      const columns = columnsFor(names);
      if (columns === undefined)
        throw invalid([{ pointer: '', message: 'the row must have at least one of email, phone, externalRef' }]);
      return { row: readRow(columns.read(cells), conventions) };
    },
  };
}

/** A cell with an unquoted separator moves those after it into other columns. */
const tooManyCells = (columns: number) => {
  const message = `the row has more cells than the ${columns} headers; put a cell with a separator in it into quotes`;
  return invalid([{ pointer: '', message }]);
};

/** The values of an object as cells: several of one key are separated as in Google's files. */
function cellsOf(json: unknown): { readonly names: readonly string[]; readonly cells: readonly string[] } {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid([{ pointer: '', message: 'the line must be a JSON object' }]);
  const entries = Object.entries(json).filter(([, value]) => value !== null);
  return { names: entries.map(([name]) => name), cells: entries.map(([name, value]) => cellOf(name, value)) };
}

function cellOf(name: string, value: unknown): string {
  const values: unknown[] = [value].flat();
  if (values.every((each) => typeof each === 'string' || typeof each === 'number')) return values.join(' ::: ');
  throw invalid([{ pointer: `/${name}`, message: `${name} must be a string, a number or a list of them` }]);
}
