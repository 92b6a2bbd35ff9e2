import { jest } from '@jest/globals';
import fc from 'fast-check';

/** How many times as much `npm run test:search` tries. */
const times = Number(process.env.SEARCH_TIMES ?? 1);

jest.setTimeout(120_000 * times);

/**
 * The options of a property that is tried so many times.
 *
 * The seed is fixed, so that the same code passes always or never. A search starts anywhere, and names the seed of what it finds.
 */
export const tried = (numRuns: number): { numRuns: number; seed?: number } =>
  times === 1 ? { numRuns, seed: 20_261_124 } : { numRuns: numRuns * times };

fc.configureGlobal(tried(100));

/** fast-check, with those options for every property. */
export default fc;
