/**
 * Which of a batch's ids an answer with `ReportBatchItemFailures` says to have failed. As with AWS, nothing and an empty
 * answer mean that all succeeded; an answer that cannot be understood, or names what was not in the batch, that all failed.
 */
export function failedOf(answer: unknown, batch: readonly string[]): readonly string[] {
  if (answer === null || answer === undefined) return [];
  if (typeof answer !== 'object') return batch;
  const failures = 'batchItemFailures' in answer ? (answer.batchItemFailures ?? []) : [];
  if (!Array.isArray(failures)) return batch;
  const failed: unknown[] = failures.map((failure) => failure?.itemIdentifier);
  return failed.every((id) => batch.some((known) => known === id)) ? batch.filter((id) => failed.includes(id)) : batch;
}
