import type { HistoryChange } from '../../schemas/api/getHistory.ts';
import { changeableFields } from '../../schemas/contact.ts';
import type { HistoryEntry } from '../contacts/history.ts';

/** Makes the public form of an entry of the history. */
export const toHistoryBody = ({ version, at, actor, writeId, after, changed, merge }: HistoryEntry): HistoryChange => ({
  version,
  at,
  actor,
  // As the id is written whose beginning it is.
  requestId: `${writeId.slice(0, 8)}-${writeId.slice(8)}`,
  ...(merge && { merge }),
  changes: changeableFields.flatMap((field) => {
    const [before, source] = changed[field] ?? [];
    return source === undefined ? [] : [{ field, before: before ?? null, after: after[field], source }];
  }),
});
