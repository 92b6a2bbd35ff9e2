/**
 * Cells that spreadsheets take for formulas (OWASP, "CSV Injection"), some only in East Asia, and those that
 * `neutralised` has made or that look as if it had.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that no spreadsheet takes for a formula. `original` is the inverse. */
export const neutralised = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell);

/** The cell that was neutralised, by us or by others who put an apostrophe before it. */
export const original = (cell: string): string => (/^'/.test(cell) && formula.test(cell) ? cell.slice(1) : cell);

/** A line of CSV (RFC 4180), with its cells neutralised. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join()}\r\n`;

const quoted = (cell: string): string => {
  const safe = neutralised(cell);
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
