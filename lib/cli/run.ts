/** What the operator wrote can't be done; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a command. A mistake in its words ends it with one sentence, the usage and exit code 2; whatever else goes wrong with
 * a sentence and 1.
 */
export async function run(usage: string, command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isUsage =
      error instanceof UsageError ||
      (error instanceof Error && String(Object(error).code).startsWith('ERR_PARSE_ARGS'));
    console.error(error instanceof Error ? error.message : error);
    if (isUsage) console.error(`\n${usage}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}
