/** One row of the table: what was measured of ours, and of a yardstick in the same rounds. */
export type Row = {
  readonly name: string;
  readonly digits: number;
  readonly ours: readonly number[];
  readonly yardstick?: { readonly name: string; readonly samples: readonly number[] };
  /** The most that the ratio may be, or ours where there is no yardstick. A row without a target informs. */
  readonly target?: number;
  /** The part of the samples, in order, below the one that counts. Half of them, if it is missing. */
  readonly quantile?: number;
};

/** The value at a part of the samples in order: 0.5 is the median. */
export function quantile(samples: readonly number[], part: number): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(part * (samples.length - 1))] ?? Number.NaN;
}

/** What counts of a row: the ratio, or ours where there is no yardstick. */
export function figureOf({ ours, yardstick, quantile: part = 0.5 }: Row): number {
  const value = quantile(ours, part);
  return yardstick ? value / quantile(yardstick.samples, part) : value;
}

/** Whether a target is missed, also by a row without samples. */
export const isMissed = (row: Row): boolean => row.target !== undefined && !(figureOf(row) <= row.target);

const columns = [48, 10, 20, 8, 15, 10] as const;

export const heading = format(['', 'ours', 'yardstick', 'ratio', 'quartiles', 'target']);

/** The row as text. The quartiles are those of the ratio in each round, or of ours. */
export function lineOf(row: Row): string {
  const { name, digits, ours, yardstick, target, quantile: part = 0.5 } = row;
  const text = (samples: readonly number[]) => quantile(samples, part).toFixed(digits);
  const ratios = yardstick ? ours.map((value, i) => value / (yardstick.samples[i] ?? Number.NaN)) : ours;
  const spread = (at: number) => quantile(ratios, at).toFixed(yardstick ? 2 : digits);
  return format([
    name,
    text(ours),
    yardstick ? `${yardstick.name} ${text(yardstick.samples)}` : '',
    yardstick ? figureOf(row).toFixed(2) : '',
    ours.length > 1 ? `${spread(0.25)}-${spread(0.75)}` : '',
    target === undefined ? '' : `<= ${target}${isMissed(row) ? '  missed' : ''}`,
  ]);
}

function format(cells: readonly string[]): string {
  const padded = cells.map((cell, i) =>
    i === 0 ? cell.padEnd(columns[i]) : i === 5 ? `  ${cell}` : cell.padStart(columns[i] ?? 0),
  );
  return padded.join('').trimEnd();
}
