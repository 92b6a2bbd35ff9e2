import { parse } from 'csv-parse/sync';
import { csvLine, neutralised, original } from '../../../../lib/cli/bulk/cells.ts';
import fc from '../../../support/properties.ts';

const awkward = fc.string({ unit: fc.constantFrom(...`'=+-@＝＋－＠\t\r\n",;a `) });

describe('a cell', () => {
  it.each([
    '=1',
    '+49',
    '-1',
    '@a',
    '\ta',
    '\ra',
    '\na',
    '＝1',
    '－1',
    "'=1",
    "''+1",
  ])('that a spreadsheet may take for a formula gets an apostrophe: %j', (cell) => {
    expect([neutralised(cell), original(neutralised(cell))]).toEqual([`'${cell}`, cell]);
  });

  it.each(['a=1', "'a", "O'Neil", '', '1-2', ' =1'])('that is none stays as it is: %j', (cell) => {
    expect([neutralised(cell), original(cell)]).toEqual([cell, cell]);
  });

  it('is the same after it was written and read', () => {
    fc.assert(
      fc.property(fc.array(awkward, { minLength: 2, maxLength: 4 }), (cells) => {
        const [read = []] = parse(csvLine(cells), { relax_column_count: true });
        expect(read.map(original)).toEqual(cells);
        expect(read.filter((cell: string) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
