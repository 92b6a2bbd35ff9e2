import { jest } from '@jest/globals';
import fc from 'fast-check';

/** The factor by which `npm run test:search` raises the number of runs of each property. */
const factor = Number(process.env.SEARCH_TIMES ?? 1);

jest.setTimeout(300_000 * factor);

/**
 * fast-check's options for a property with this number of runs. `npm run test:search` makes a hundred times as many, or
 * `searched`.
 *
 * The seed is fixed, so that the same code always passes or always fails. `npm run test:search` uses random seeds, and
 * prints the seed of a failure.
 */
export const runOptions = (numRuns: number, searched = 100 * numRuns): { numRuns: number; seed?: number } =>
  factor === 1 ? { numRuns, seed: 20_261_124 } : { numRuns: Math.ceil((searched * factor) / 100) };

fc.configureGlobal(runOptions(100));

const firstSurrogate = 0xd800;
const surrogates = 0x800;

/** Any character of Unicode, as `unit: 'binary'` of fast-check, which however takes a second to list all of them. */
export const anyCharacter: fc.Arbitrary<string> = fc.nat(0x10_ffff - surrogates).map(
  (index) => String.fromCodePoint(index < firstSurrogate ? index : index + surrogates),
  (text) => {
    if (typeof text !== 'string' || !/^\P{Cs}$/u.test(text)) throw new Error('Not one character');
    const code = Number(text.codePointAt(0));
    return code < firstSurrogate ? code : code - surrogates;
  },
);

/** fast-check, with 100 runs of each property that states no number. */
export default fc;
