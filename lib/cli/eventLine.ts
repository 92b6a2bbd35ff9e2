import type { DetailOf } from '../../schemas/event.ts';
import type { contactUpdated } from '../../schemas/events/contactUpdated.ts';

/** What a line shows of an event. An event of a producer may have any detail. */
type Shown = {
  readonly time: string;
  readonly type: unknown;
  readonly detail: Partial<DetailOf<typeof contactUpdated>>;
};

/** An event on one line: its time and type, and of an event about a contact what changed and who changed it. */
export function eventLine({ time, type, detail }: Shown): string {
  const { contactId, version, changed, changes, actor } = detail;
  const fields = changes?.map(
    ({ field, before, after }) => `${field}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
  );
  return [
    time,
    type,
    contactId,
    version && `version ${version}`,
    (fields ?? changed)?.join(', '),
    actor && `by ${actor}`,
  ]
    .filter(Boolean)
    .join('  ');
}
