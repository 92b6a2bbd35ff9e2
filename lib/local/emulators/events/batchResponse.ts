/**
 * The ids of a batch that failed, according to the function's response with `ReportBatchItemFailures`. As on AWS, an
 * empty response means that all succeeded; an invalid response, or one with an unknown id, means that all failed.
 */
export function failedIds(response: unknown, batch: readonly string[]): readonly string[] {
  if (response === null || response === undefined) return [];
  if (typeof response !== 'object') return batch;
  const failures = 'batchItemFailures' in response ? (response.batchItemFailures ?? []) : [];
  if (!Array.isArray(failures)) return batch;
  const failed: unknown[] = failures.map((failure) => failure?.itemIdentifier);
  return failed.every((id) => batch.some((known) => known === id)) ? batch.filter((id) => failed.includes(id)) : batch;
}
