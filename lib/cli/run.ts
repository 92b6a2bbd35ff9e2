/** The operator called a command in a wrong way. The message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Runs a command. A UsageError prints its message and the usage, with exit code 2. Any other error prints its message,
 * with 1.
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
