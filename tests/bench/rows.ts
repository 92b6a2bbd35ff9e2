/** One row of the table: what was measured of ours, and of a yardstick in the same rounds. */
export type Row = {
  readonly name: string;
  readonly digits: number;
  readonly ours: readonly number[];
  readonly yardstick?: { readonly name: string; readonly samples: readonly number[] };
  /** The most that the ratio may be, or ours where there is no yardstick. A row without a limit informs. */
  readonly limit?: number | undefined;
  /** What the ratio should be, where that is less than the limit; with its unit, if it is no ratio. */
  readonly aim?: number | string | undefined;
};

/** The value at a part of the samples in order: 0.5 is the median. */
export function quantile(samples: readonly number[], part: number): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(part * (samples.length - 1))] ?? Number.NaN;
}

/** What counts of a row: the ratio, or ours where there is no yardstick. */
export function figureOf({ ours, yardstick }: Row): number {
  const value = quantile(ours, 0.5);
  return yardstick ? value / quantile(yardstick.samples, 0.5) : value;
}

/** Whether a limit is exceeded, also by a row without samples. */
export const isExceeded = (row: Row): boolean => row.limit !== undefined && !(figureOf(row) <= row.limit);

const columns = [48, 10, 20, 8, 15, 10, 10] as const;

export const heading = format(['', 'ours', 'yardstick', 'ratio', 'quartiles', 'limit', 'aim']);

/** The row as text. The quartiles are those of the ratio in each round, or of ours. */
export function lineOf(row: Row): string {
  const { name, digits, ours, yardstick, limit, aim } = row;
  const text = (samples: readonly number[]) => quantile(samples, 0.5).toFixed(digits);
  const ratios = yardstick ? ours.map((value, i) => value / (yardstick.samples[i] ?? Number.NaN)) : ours;
  const spread = (at: number) => quantile(ratios, at).toFixed(yardstick ? 2 : digits);
  return format([
    name,
    text(ours),
    yardstick ? `${yardstick.name} ${text(yardstick.samples)}` : '',
    yardstick ? figureOf(row).toFixed(2) : '',
    ours.length > 1 ? `${spread(0.25)}-${spread(0.75)}` : '',
    limit === undefined ? '' : `${limit}${isExceeded(row) ? ' !' : ''}`,
    aim === undefined ? '' : `${aim}`,
  ]);
}

function format(cells: readonly string[]): string {
  const padded = cells.map((cell, i) => (i === 0 ? cell.padEnd(columns[i]) : cell.padStart(columns[i] ?? 0)));
  return padded.join('').trimEnd();
}
