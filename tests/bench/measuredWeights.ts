import { compare, traitsOf } from '../../lib/contacts/duplicates/compare.ts';
import { bits, type Comparison } from '../../lib/contacts/duplicates/weights.ts';
import type { Labelled } from './labelledRecords.ts';

/** The values of a comparison, with the table of its weights. */
const tables = {
  firstName: bits.name,
  lastName: bits.name,
  email: bits.email,
  companyName: bits.company,
} as const;

/**
 * Prints, for each level of agreement, how often it occurs among pairs of one person and among all others, the weight
 * that follows, and the weight in the table.
 */
export function measureWeights(records: readonly Labelled[]): void {
  const all = records.map(({ contact, person }) => ({ person, traits: traitsOf(contact) }));
  const counts = new Map<string, [same: number, others: number]>();
  const totals = [0, 0];
  for (const [i, one] of all.entries()) {
    for (const [j, other] of all.entries()) {
      if (j <= i) continue;
      const place = one.person === other.person ? 0 : 1;
      totals[place] = (totals[place] ?? 0) + 1;
      for (const level of levelsOf(compare(one.traits, other.traits))) {
        const count = counts.get(level) ?? [0, 0];
        count[place]++;
        counts.set(level, count);
      }
    }
  }
  const [same = 0, others = 0] = totals;
  for (const [field, table] of Object.entries(tables)) {
    for (const [level, weight] of Object.entries(table)) {
      const [m, u] = counts.get(`${field} ${level}`) ?? [0, 0];
      const measured = Math.log2(m / same / (u / others));
      const line = [`${field} ${level}`.padEnd(24), String(m).padStart(6), String(u).padStart(8)];
      console.log(`${line.join(' ')} ${measured.toFixed(1).padStart(8)}   weight ${weight}`);
    }
  }
}

const levelsOf = (comparison: Comparison): string[] =>
  (['firstName', 'lastName', 'email', 'companyName'] as const).map((field) => `${field} ${comparison[field]}`);
