import type { Similarity } from '../duplicates.ts';
import { compare, type Traits } from './compare.ts';
import { amongNamesakes, type Comparison, threshold, totalOf, weigh } from './weights.ts';

/** How many other contacts are suggested for one at most. */
const maxSuggestions = 10;

/** Chooses, from other contacts by their ids, those that may be the same person as one. */
export function similarTo(traits: Traits, others: ReadonlyMap<string, Traits>): ReadonlyMap<string, Similarity> {
  const comparisons = Array.from(others, ([id, other]) => [id, compare(traits, other)] as const);
  const namesakes = comparisons.filter(([, comparison]) => isNamesake(comparison)).length;
  const likely = comparisons
    .map(([id, comparison]) => [id, amongNamesakes(weigh(comparison), isNamesake(comparison) ? namesakes : 0)] as const)
    .filter(([, similarity]) => totalOf(similarity) >= threshold)
    .toSorted(([, one], [, other]) => totalOf(other) - totalOf(one));
  return new Map(likely.slice(0, maxSuggestions));
}

const isNamesake = ({ firstName, lastName }: Comparison): boolean => firstName === 'equal' && lastName === 'equal';
