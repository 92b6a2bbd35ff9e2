/** The last four writes to a contact, the newest first; empty strings where there were fewer. */
export type WriteIds = readonly [string, string, string, string];

/** The id of what a request writes: 12 hex digits of its UUID, because every contact stores four. */
export const writeIdOf = (requestId: string): string => requestId.replaceAll('-', '').slice(0, 12);

/** The writes to a contact after one by the request `requestId`; without `before`, to a new contact. */
export const withWrite = (requestId: string, [first, second, third]: WriteIds = ['', '', '', '']): WriteIds => [
  writeIdOf(requestId),
  first,
  second,
  third,
];

/** Whether one of the last four writes to a contact was that of the request `requestId`. */
export const hasWritten = (requestId: string, { writeIds }: { readonly writeIds: WriteIds }): boolean =>
  writeIds.includes(writeIdOf(requestId));
